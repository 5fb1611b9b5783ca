/* Callbacks that need no server. Names as in `ClientsideFunction("shop", ...)`. */
(function () {
  const root = document.documentElement;
  const NEXT = { system: 'light', light: 'dark', dark: 'system' };
  const WORDS = { system: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' };
  const known = (choice) => (choice in NEXT ? choice : 'system');
  const modeOf = (choice) => (choice === 'system'
    ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : choice);

  /* Every string that is a colour of one face becomes the same role of the other. */
  function repaint(value, map) {
    if (typeof value === 'string') return map.get(value) || value;
    if (Array.isArray(value)) return value.map((v) => repaint(v, map));
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || value.bdata) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, k === 'template' ? v : repaint(v, map)]));
  }
  function mapTo(mode, payload, wrap = (c) => c) {
    const from = payload.colours[mode === 'dark' ? 'light' : 'dark'], to = payload.colours[mode];
    return new Map(from.map((colour, i) => [wrap(colour), wrap(to[i])]));
  }
  const faceOf = (figure) => ((figure.layout.template || {}).layout || {}).hoverlabel || {};
  function refigure(figure, mode, payload) {
    if (!figure || !figure.layout || !figure.data || !figure.data.length) return dash_clientside.no_update;
    const template = payload.templates[mode];
    if (faceOf(figure).bgcolor === template.layout.hoverlabel.bgcolor) return dash_clientside.no_update;
    const painted = repaint({ data: figure.data, layout: figure.layout }, mapTo(mode, payload));
    return { ...figure, data: painted.data, layout: { ...painted.layout, template } };
  }
  function resparkle(source, mode, payload) {
    const map = mapTo(mode, payload, (c) => c.replace('#', '%23'));
    return [...map].reduce((text, [from, to]) => text.replaceAll(from, to), source);
  }
  /* What is drawn in colours: id -> property, once it has arrived. */
  const pictures = new Map();
  function inFace(prop, value, mode, payload) {
    if (prop === 'src') return value ? resparkle(value, mode, payload) : value;
    const painted = refigure(value, mode, payload);
    return painted === dash_clientside.no_update ? value : painted;
  }
  const valueOf = (id, prop) => dash_component_api.getLayout(id)?.props[prop];
  /* Set what differs: most words on a page stay as they are when a filter changes. */
  function put(name, props, mode, payload) {
    const id = name.startsWith('{') ? JSON.parse(name) : name;
    const held = dash_component_api.getLayout(id);
    if (!held) return;
    const fresh = {};
    for (const [prop, value] of Object.entries(props)) {
      const drawn = prop === 'figure' || prop === 'src';
      if (drawn) pictures.set(id, prop);
      const shown = drawn ? inFace(prop, value, mode, payload) : value;
      if (shown !== (held.props[prop] ?? null)) fresh[prop] = shown;
    }
    if (Object.keys(fresh).length) dash_clientside.set_props(id, fresh);
  }
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement('textarea');
    area.value = text; area.style.position = 'fixed'; area.style.opacity = '0';
    document.body.appendChild(area); area.select();
    const done = document.execCommand('copy'); area.remove();
    if (!done) throw new Error('copy refused');
    return undefined;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    shop: {
      /* question data -> data of the store that the page in sight waits at */
      deliver(question) {
        if (question) dash_clientside.set_props(question.place, { data: question.query });
      },
      /* theme-switch n_clicks, theme-choice data -> theme-choice data */
      setTheme(clicks, choice) {
        return clicks ? NEXT[known(choice)] : dash_clientside.no_update;
      },
      /* theme-choice data -> theme data, theme-switch title, theme-switch aria-label */
      applyTheme(choice) {
        const chosen = known(choice), mode = modeOf(chosen);
        root.setAttribute('data-theme-choice', chosen);
        root.setAttribute('data-bs-theme', mode);
        return [mode, WORDS[chosen], `${WORDS[chosen]}. Press for ${NEXT[chosen]}`];
      },
      /* theme data, theme-payload data; nothing is returned: all that was drawn takes today's
         colours */
      repaint(mode, payload) {
        if (!mode || !payload) return;
        for (const [id, prop] of pictures) {
          const held = valueOf(id, prop), painted = inFace(prop, held, mode, payload);
          if (painted !== held) dash_clientside.set_props(id, { [prop]: painted });
        }
      },
      /* data of every store at which answers arrive, theme-payload data; nothing is returned: the
         values of an answer, by component and property, are put in their places */
      spread(...args) {
        const payload = args[args.length - 1], { inputs, triggered } = dash_clientside.callback_context;
        const mode = root.getAttribute('data-bs-theme');
        for (const place of new Set(triggered.map((one) => one.prop_id))) {
          for (const [id, props] of Object.entries(inputs[place] || {})) put(id, props, mode, payload);
        }
      },
      /* the chosen metric -> class of each number's button */
      markChosen(name) {
        return dash_clientside.callback_context.outputs_list.map(
          (o) => (o.id.metric === name ? 'kpi-btn is-on' : 'kpi-btn'));
      },
      /* copy-link n_clicks -> notice is_open, notice-text children */
      async copyLink(clicks) {
        if (!clicks) return [dash_clientside.no_update, dash_clientside.no_update];
        try {
          await copy(location.href);
          return [true, 'Link copied. It opens this view with the same filters.'];
        } catch (refused) {
          return [true, 'The browser did not allow copying. The address of this page is the link.'];
        }
      },
      /* filter-toggle n_clicks, filter-panel className -> className, filter-toggle aria-expanded */
      toggleFilters(clicks, className) {
        if (!clicks) return [dash_clientside.no_update, dash_clientside.no_update];
        const open = !(className || '').includes('is-open');
        return [`filter-panel${open ? ' is-open' : ''}`, String(open)];
      },
    },
  });

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (root.getAttribute('data-theme-choice') !== 'system' || !dash_clientside.set_props) return;
    const mode = modeOf('system');
    root.setAttribute('data-bs-theme', mode);
    dash_clientside.set_props('theme', { data: mode });
  });
})();
