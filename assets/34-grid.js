/* Tables that look like Dash AG Grid from outside; its code (a third of all scripts) is asked for when the first is seen. */
(function () {
  const { createElement, lazy, Suspense } = window.React;
  const code = document.querySelector('meta[name="grid-code"]');
  const come = () => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = code.content;
    script.onload = () => {
      const real = window.dash_ag_grid;
      // What is on the page stays what it is: another type of component would be built anew.
      window.dash_ag_grid = Object.assign({}, real, { AgGrid });
      resolve({ default: real.AgGrid });
    };
    script.onerror = () => reject(new Error('The code of the tables did not come.'));
    document.head.append(script);
  });
  const Real = lazy(come);
  function AgGrid(props) {
    const waiting = createElement('div', { id: props.id, className: props.className });
    return createElement(Suspense, { fallback: waiting }, createElement(Real, props));
  }
  AgGrid.dashRenderType = true;
  window.dash_ag_grid = { AgGrid };
})();
