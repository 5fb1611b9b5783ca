/* What only the tables of the Data page need: words that have a colour, and a button in a row. */
(function () {
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const TONES = { Problem: 'tone is-bad', Red: 'tone is-bad', Warning: 'tone is-warn', Amber: 'tone is-warn', Note: 'tone', Green: 'tone is-good', Served: 'tone is-good' };

  functions.shopTone = function (params) { return TONES[params.value] || ''; };

  /* Not on the release that is served already. */
  components.ServeRelease = function (props) {
    if (!props.data || props.data.served) return null;
    const words = `Serve the release of ${props.data.created}`;
    return window.React.createElement('button', {
      type: 'button', className: 'btn-quiet', 'aria-label': words, onClick: () => props.setData(props.value + ' ' + Date.now()),
    }, 'Serve this one');
  };
})();
