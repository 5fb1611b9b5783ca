/* What only the tables of the Data page need: words that have a colour, and a button in a row. */
(function () {
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const TONES = { Problem: 'tone is-bad', Red: 'tone is-bad', Warning: 'tone is-warn', Amber: 'tone is-warn', Note: 'tone', Green: 'tone is-good', Served: 'tone is-good', Firing: 'tone is-bad', OK: 'tone is-good', 'No data': 'tone is-warn', 'Not checked': 'tone' };

  functions.shopTone = function (params) { return TONES[params.value] || ''; };

  /* The word on the release that is served, a button on the others. */
  components.ServeRelease = function (props) {
    if (!props.data) return null;
    if (props.data.served) return window.React.createElement('span', { className: 'tone is-good' }, 'Served');
    const words = `Serve this one, made on ${props.data.created}`;
    return window.React.createElement('button', {
      type: 'button', className: 'btn-quiet', 'aria-label': words, onClick: () => window.dash_clientside.set_props('data-serve-which', { data: { release: props.data.release, at: Date.now() } }),
    }, 'Serve this one');
  };

  /* Tab leaves a table, arrows reach its cells: there Enter presses the button that a cell holds. */
  document.addEventListener('keydown', (e) => {
    if ((e.key !== 'Enter' && e.key !== ' ') || !e.target.matches('.ag-cell')) return;
    const button = e.target.querySelector('button');
    if (!button) return;
    e.preventDefault();
    button.click();
  });
})();
