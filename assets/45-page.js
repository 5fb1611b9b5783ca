/* Small manners of the page: panels close, pictures are saved, paper gets its own size. */
(function () {
  const root = document.documentElement;
  const hosts = () => document.querySelectorAll('details[data-closes="outside"][open]');
  /* Dash hangs its lists and calendars on <body>: a click there is still inside the panel. */
  const floating = (el) => el.closest('[data-radix-popper-content-wrapper], .dash-dropdown-content, .dash-datepicker-content');

  document.addEventListener('pointerdown', (e) => {
    hosts().forEach((d) => { if (!d.contains(e.target) && !floating(e.target)) d.open = false; });
  });
  document.addEventListener('keydown', (e) => {
    if (e.key !== 'Escape' || floating(e.target)) return;
    hosts().forEach((d) => { d.open = false; d.querySelector('summary').focus(); });
  });
  document.addEventListener('click', (e) => {
    const done = e.target.closest('[data-closes="details"]');
    if (done) { const d = done.closest('details'); d.open = false; d.querySelector('summary').focus(); }
    const copier = e.target.closest('[data-copies="next"]');
    if (copier) copy(copier);
    const picture = e.target.closest('[data-picture-of]');
    if (picture) save(picture.getAttribute('data-picture-of'));
  });
  /* A button that does away with itself leaves whoever uses the keyboard at its neighbour, not at the top. */
  document.addEventListener('click', (e) => {
    const gone = e.target.closest('.chip-x, #filter-clear, .undo');
    if (!gone) return;
    const chips = () => [...document.querySelectorAll('.chip-x')], place = chips().indexOf(gone);
    const seen = (el) => el && el.isConnected && el !== document.body && el.offsetParent;
    const watch = new MutationObserver(() => {
      if (seen(gone)) return;
      watch.disconnect();
      if (seen(document.activeElement)) return;
      const next = gone.matches('.undo') ? document.getElementById('main') : chips()[Math.max(place - 1, 0)] || document.querySelector('.filterbar summary');
      next.focus({ preventScroll: true });
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
    setTimeout(() => watch.disconnect(), 10000);
  });
  /* The text below the button: to the clipboard, or marked so that the keyboard can copy it. */
  async function copy(button) {
    const text = button.nextElementSibling, said = button.textContent;
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = said; }, 2000);
    } catch (refused) {
      getSelection().selectAllChildren(text);
    }
  }
  function save(id) {
    const drawing = document.querySelector(`[id="${CSS.escape(id)}"] .js-plotly-plot`);
    if (!drawing || !window.Plotly) return;
    const size = { width: drawing.clientWidth, height: drawing.clientHeight + HEADING };
    const picture = { data: drawing.data, layout: onItsOwn(drawing) };
    window.Plotly.downloadImage(picture, { format: 'png', scale: 2, filename: id.replace(/-graph$/, ''), ...size });
  }
  /* Away from the page a picture needs its heading. And it has no web fonts: measured in one and drawn in
     another, numbers would be cut off, so it is measured in what it is drawn in. */
  const HEADING = 92, EDGE = 8;
  function onItsOwn(drawing) {
    const words = (selector) => {
      const found = drawing.closest('.cardx').querySelector(selector);
      return found ? found.textContent.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') : '';
    };
    const style = getComputedStyle(root), colour = (name) => style.getPropertyValue(name).trim();
    const { layout } = drawing, template = ((layout.template || {}).layout || {}), margin = { ...template.margin, ...layout.margin };
    const plain = { ...template.font, ...layout.font, family: 'Arial, Helvetica, sans-serif' };
    const title = { text: `<b>${words('h2')}</b><br><span style="font-size:12px">${words('.card-sub').replace('; ', ';<br>')}</span>`, x: 0, xref: 'container', xanchor: 'left',
      y: 1, yref: 'container', yanchor: 'top', pad: { l: EDGE, t: 20 }, font: { ...plain, size: 15, color: colour('--text') } };
    const room = { ...margin, t: (margin.t || 0) + HEADING, l: (margin.l || 0) + EDGE, r: (margin.r || 0) + EDGE };
    return { ...layout, title, font: plain, margin: room, paper_bgcolor: colour('--surface') };
  }

  /* Plotly's own resizing comes too late for paper; setting a width draws at once. */
  const graphs = () => (window.Plotly ? [...document.querySelectorAll('.js-plotly-plot')] : []).filter((g) => g.offsetParent);
  addEventListener('beforeprint', () => {
    root.classList.add('printing');
    graphs().forEach((g) => window.Plotly.relayout(g, { autosize: false, width: g.closest('.g-wrap').clientWidth }));
  });
  addEventListener('afterprint', () => {
    root.classList.remove('printing');
    graphs().forEach((g) => window.Plotly.relayout(g, { autosize: true, width: null }));
  });
})();
