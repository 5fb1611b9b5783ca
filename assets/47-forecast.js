/* A part of the shop is chosen from a menu or as a row of the table; both say its key. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  forecast: {
    choosePart(part, rows, key) {
      const none = window.dash_clientside.no_update;
      const from = window.dash_clientside.callback_context.triggered.map((t) => t.prop_id).join();
      const said = from.includes('selectedRows') ? rows && rows.length && rows[0].key : part || '';
      return typeof said !== 'string' || said === (key || '') ? none : said;
    },
  },
});
