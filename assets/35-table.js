/* A table of a few rows that nobody sorts (layouts/plain_table.py): the same columns and rows as a grid, as plain HTML. */
(function () {
  const { createElement: make } = window.React;
  const KIND = /'(\w+)'/;
  const toTheRight = (column) => String(column.cellClass || '').includes('num');
  function words(column, row) {
    const value = row[column.field];
    if (!column.valueFormatter) return value;
    return window.dashAgGridFunctions.shopFormat({ value, data: row }, KIND.exec(column.valueFormatter.function)[1]);
  }
  function Table({ id, label, columnDefs, rowData }) {
    const columns = columnDefs || [], rows = rowData || [];
    const cell = (tag, column, content, more) => make(tag, { key: column.colId, className: toTheRight(column) ? 'num' : null, ...more }, content);
    return make('table', { id, className: 'plain-table', 'aria-label': label },
      make('thead', null, make('tr', null, columns.map((c) => cell('th', c, c.headerName, { scope: 'col' })))),
      make('tbody', null, rows.map((row, i) => make('tr', { key: i },
        columns.map((c, at) => (at ? cell('td', c, words(c, row)) : cell('th', c, words(c, row), { scope: 'row' })))))));
  }
  window.shop_parts = Object.assign(window.shop_parts || {}, { Table });
})();
