/* Sending files from the Data page. Straight to the server, one file to a request, never through a callback;
   what happens to them then is the server's business (callbacks/data_page). */
(function () {
  const PAGE = { 'X-Sales-Analytics': '1' };
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const at = (id) => document.getElementById(id);
  const say = (text) => set('data-say', { children: text });
  let sending = null;

  /* The dialog's own field; it is made anew each time, so that the same file can be chosen again. */
  function choose() {
    const field = document.createElement('input');
    field.type = 'file';
    field.multiple = true;
    field.addEventListener('change', () => send([...field.files]));
    field.click();
  }

  function show(stage) { set('data-intake', { className: `intake is-${stage} at-1` }); }

  function fail(text) {
    sending = null;
    show('choose');
    set('data-send-error', { children: text });
    requestAnimationFrame(() => at('data-choose') && at('data-choose').focus());
  }

  function post(path, headers, body, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', path);
      Object.entries({ ...PAGE, ...headers }).forEach(([name, value]) => request.setRequestHeader(name, value));
      if (body) request.setRequestHeader('Content-Type', 'application/octet-stream');
      if (onProgress) request.upload.addEventListener('progress', (e) => onProgress(e.loaded));
      request.addEventListener('load', () => {
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch (notOurs) { answer = {}; }
        if (request.status === 200) resolve(answer);
        else reject(new Error(answer.error || `The server did not take the file (${request.status}). Please try again.`));
      });
      request.addEventListener('error', () => reject(new Error('The connection broke off. Please send the files again.')));
      request.addEventListener('abort', () => reject(new Error('Stopped. Nothing was kept.')));
      if (sending) sending.request = request;
      request.send(body);
    });
  }

  async function send(files) {
    const wanted = files.filter((file) => file.size > 0);
    if (sending) return;
    if (!wanted.length) { fail('There is nothing in these files. Please choose others.'); return; }
    const all = wanted.reduce((sum, file) => sum + file.size, 0);
    sending = { stopped: false, request: null };
    set('data-send-error', { children: '' });
    progress(0, all, '');
    show('sending');
    say(`Sending ${wanted.length === 1 ? wanted[0].name : `${wanted.length} files`}.`);
    try {
      const { upload, max_mb: most } = await post('/data/uploads', {});
      if (all > most * 1048576) throw new Error(`These files have ${megabytes(all)} MB; one upload may have ${most.toLocaleString('en-GB')} MB. Send fewer at a time.`);
      let sent = 0;
      for (const file of wanted) {
        if (sending.stopped) throw new Error('Stopped. Nothing was kept.');
        const name = { 'X-File-Name': encodeURIComponent(file.name) };
        await post(`/data/uploads/${upload}/files`, name, file, (loaded) => progress(sent + loaded, all, file.name));
        sent += file.size;
        progress(sent, all, file.name);
      }
      sending = null;
      set('data-upload', { data: { upload, at: Date.now() } });
    } catch (error) { fail(error.message); }
  }

  const megabytes = (bytes) => (bytes / 1048576).toLocaleString('en-GB', { maximumFractionDigits: bytes < 10485760 ? 1 : 0 });
  let told = 0;
  function progress(sent, all, name) {
    const share = all ? Math.min(sent / all, 1) : 0, now = Date.now();
    if (share < 1 && share > 0 && now - told < 150) return;
    told = now;
    set('data-sending-bar', { value: share.toFixed(3) });
    set('data-sending-text', { children: name });
    set('data-sending-percent', { children: `${megabytes(sent)} of ${megabytes(all)} MB` });
  }

  document.addEventListener('click', (e) => {
    if (e.target.closest('#data-choose')) choose();
    if (e.target.closest('#data-stop-sending') && sending) {
      sending.stopped = true;
      if (sending.request) sending.request.abort();
    }
  });

  /* A file that misses the zone must not replace the page. */
  const zone = (e) => e.target.closest && e.target.closest('#data-drop');
  const holdsFiles = (e) => e.dataTransfer && [...e.dataTransfer.types].includes('Files');
  document.addEventListener('dragover', (e) => {
    if (!holdsFiles(e)) return;
    e.preventDefault();
    e.dataTransfer.dropEffect = zone(e) ? 'copy' : 'none';
    if (at('data-drop')) at('data-drop').classList.toggle('is-over', Boolean(zone(e)));
  });
  document.addEventListener('dragleave', (e) => { if (zone(e)) at('data-drop').classList.remove('is-over'); });
  document.addEventListener('drop', (e) => {
    if (!holdsFiles(e)) return;
    e.preventDefault();
    if (at('data-drop')) at('data-drop').classList.remove('is-over');
    if (zone(e)) send([...e.dataTransfer.files]);
  });

  /* Whoever is on something that goes away is taken along to what comes in its place; whoever left is left alone. */
  let on = null;
  const seen = new WeakSet();
  function follow(el) {
    const card = el.closest && el.closest('#data-intake');
    on = card ? el : null;
    if (!card || seen.has(card)) return;
    seen.add(card);
    new MutationObserver(() => {
      if (!on || on.offsetParent) return;
      const next = [...card.querySelectorAll('.stage h3, #data-choose')].find((other) => other.offsetParent);
      if (!next) return;
      if (next.matches('h3')) next.tabIndex = -1;
      next.focus({ preventScroll: true });
      card.closest('section').scrollIntoView({ block: 'nearest' });
    }).observe(card, { attributes: true, attributeFilter: ['class'] });
  }
  document.addEventListener('focusin', (e) => follow(e.target));
  document.addEventListener('focusout', () => { if (on && on.offsetParent && !on.disabled && document.hasFocus()) on = null; });
  /* Not every browser gives a button the focus when it is pressed. */
  document.addEventListener('click', (e) => { const pressed = e.target.closest('#data-intake button'); if (pressed) follow(pressed); });
})();
