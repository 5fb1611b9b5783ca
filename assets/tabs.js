/* Which page is in sight. Callbacks as in `ClientsideFunction("shop", ...)`, beside clientside.js. */
(function () {
  const kindOf = (element) => element.id.split('-')[0];
  const nameOf = (element) => element.id.slice(kindOf(element).length + 1);
  /* The tab a link names, as callbacks/address.py reads it: the last one said, else the first of all. */
  function viewOf(search, names) {
    const said = new URLSearchParams(search || '').getAll('tab').pop();
    return names.includes(said) ? said : names[0];
  }
  /* Whether a link stands for the view, and the class of a panel or of the strip with a group's pages. */
  function standing(element, view, groups) {
    const kind = kindOf(element), group = groups[view];
    const active = nameOf(element) === (kind === 'tab' || kind === 'panel' ? view : group);
    const pages = Object.values(groups).filter((g) => g === group).length;
    return { active, shown: (active && (kind === 'panel' || pages > 1)) ? kind : `${kind} is-hidden` };
  }
  let settled;
  /* Drawings take the room they have once they are seen. */
  function settle(view, groups) {
    if (view === settled) return;
    settled = view;
    requestAnimationFrame(() => {
      dispatchEvent(new Event('resize'));
      // On a phone the links of the last tabs lie beyond the edge of their strip.
      for (const id of [`group-${groups[view]}`, `tab-${view}`]) {
        document.getElementById(id)?.scrollIntoView({block: 'nearest', inline: 'nearest'});
      }
    });
  }
  /* A page that was drawn before is in sight at once. Dash, which says the same a moment later, first
     waits for the server to read the link, and asks every component of every page on the way. */
  function hurry(search) {
    const groups = dash_component_api.getLayout('tab-groups').props.data;
    const view = viewOf(search, Object.keys(groups));
    if (!document.getElementById(`panel-${view}`).childElementCount) return;
    const parts = (kind, names) => names.map((name) => document.getElementById(`${kind}-${name}`));
    const views = Object.keys(groups), tabs = [...new Set(Object.values(groups))];
    for (const element of [...parts('panel', views), ...parts('pages', tabs)]) {
      element.className = standing(element, view, groups).shown;
    }
    for (const link of [...parts('tab', views), ...parts('group', tabs)]) {
      link.classList.toggle('active', standing(link, view, groups).active);
    }
    settle(view, groups);
  }
  addEventListener('click', (event) => {
    const link = event.target.closest?.('a[id^="tab-"], a[id^="group-"]');
    const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain) hurry(link.search);
  }, true);

  Object.assign(window.dash_clientside.shop, {
    /* location search, page -> group -> for each output: whether a link is `active`, or the
       `className` of a panel or of the strip with a group's pages */
    showTab(search, groups) {
      const view = viewOf(search, Object.keys(groups));
      settle(view, groups);
      return dash_clientside.callback_context.outputs_list.map((output) => {
        const { active, shown } = standing(output, view, groups);
        return output.property === 'active' ? active : shown;
      });
    },
    /* location search, page -> group -> the `href` of each link to a page or to a group's first
       page, with the filters kept; the first of all needs no name */
    tabLinks(search, groups) {
      const query = new URLSearchParams(search || ''), names = Object.keys(groups);
      query.delete('tab');
      return dash_clientside.callback_context.outputs_list.map((o) => {
        const name = kindOf(o) === 'tab' ? nameOf(o) : names.find((n) => groups[n] === nameOf(o));
        const said = [name === names[0] ? '' : `tab=${name}`, String(query)].filter(Boolean).join('&');
        return location.pathname + (said ? `?${said}` : '');
      });
    },
  });
})();
