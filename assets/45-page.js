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
    const picture = e.target.closest('[data-picture-of]');
    if (picture) save(picture.getAttribute('data-picture-of'));
  });
  function save(id) {
    const drawing = document.querySelector(`[id="${CSS.escape(id)}"] .js-plotly-plot`);
    if (!drawing || !window.Plotly) return;
    const background = getComputedStyle(root).getPropertyValue('--surface').trim();
    const picture = { data: drawing.data, layout: { ...drawing.layout, paper_bgcolor: background } };
    const size = { width: drawing.clientWidth, height: drawing.clientHeight };
    window.Plotly.downloadImage(picture, { format: 'png', scale: 2, filename: id.replace(/-graph$/, ''), ...size });
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
