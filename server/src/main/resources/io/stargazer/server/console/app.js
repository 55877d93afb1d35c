// The console in the browser: live fragments, charts, search keys, copying, dialogs.
// No state of its own: what a page shows comes from the server.

const $ = (selector, from = document) => from.querySelector(selector);
const body = document.body;

// ---- Live: one stream; each event is an element that replaces the one with its id ---------------

/** Makes one element like another, touching only what differs: focus, input and open details stay. */
function morph(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
        old.replaceWith(fresh);
        return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
        if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
        return;
    }
    if (old.isEqualNode(fresh)) return;
    for (const {name, value} of [...fresh.attributes]) {
        if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const {name} of [...old.attributes]) {
        const isReaders = name === 'open' || name === 'class' || name.startsWith('data-copied') || name === 'style';
        if (!fresh.hasAttribute(name) && !isReaders) old.removeAttribute(name);
    }
    if (old.dataset.chart) draw(old);
    else morphChildren(old, fresh);
}

function morphChildren(old, fresh) {
    const named = new Map([...old.children].filter(child => child.id).map(child => [child.id, child]));
    let at = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
        const known = wanted.id ? named.get(wanted.id) : null;
        if (known && known !== at) old.insertBefore(known, at);
        const current = known ?? at;
        if (!current || (!known && wanted.id)) {
            old.insertBefore(wanted, at);
            continue;
        }
        const next = current.nextSibling;
        morph(current, wanted);
        at = next;
    }
    while (at) {
        const next = at.nextSibling;
        at.remove();
        at = next;
    }
}

function fragment(html) {
    const template = document.createElement('template');
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    const old = document.getElementById(fresh.id);
    if (old) morph(old, fresh);
    else $('#main').append(fresh);
    const shown = document.getElementById(fresh.id);
    htmx.process(shown);
    drawAll(shown);
}

function layout(ids) {
    const main = $('#main');
    const wanted = ids.split(' ');
    [...main.children].filter(child => !wanted.includes(child.id)).forEach(child => child.remove());
    wanted.forEach((id, i) => {
        const element = document.getElementById(id);
        if (element && main.children[i] !== element) main.insertBefore(element, main.children[i]);
    });
}

let lastHeard = Date.now();
let pause = 500;

function trouble(sentence) {
    const banner = $('#lost');
    banner.hidden = !sentence;
    banner.textContent = sentence;
}

function follow() {
    const events = new EventSource(body.dataset.stream);
    const heard = handle => event => {
        lastHeard = Date.now();
        pause = 500;
        handle(event.data);
    };
    events.addEventListener('fragment', heard(fragment));
    events.addEventListener('layout', heard(layout));
    events.addEventListener('trouble', heard(sentence => trouble(sentence === '-' ? '' : sentence)));
    events.addEventListener('moved', heard(sentence => {
        events.close();
        trouble(sentence);
        setTimeout(again, pause);
    }));
    events.addEventListener('refused', () => location.reload());
    events.onopen = () => trouble('');
    events.onerror = () => {
        events.close();
        setTimeout(again, pause);
        pause = Math.min(5000, pause * 2);
    };
}

async function again() {
    try {
        const me = await fetch('/console/me', {redirect: 'manual'});
        if (me.type === 'opaqueredirect' || me.status === 503) {
            location.reload(); // another server leads, or will: it answers with the page
            return;
        }
        if (me.status === 401) {
            location.href = '/login?to=' + encodeURIComponent(location.pathname + location.search);
            return;
        }
        follow();
    } catch {
        const url = await elsewhere();
        if (url) {
            trouble($('#lost').dataset.gone.replace('{0}', url));
            setTimeout(() => location.href = url + location.pathname + location.search, 1000);
            return;
        }
        const seconds = Math.round((Date.now() - lastHeard) / 1000);
        trouble($('#lost').dataset.lost.replace('{0}', seconds + ' s'));
        setTimeout(again, pause);
        pause = Math.min(5000, pause * 2);
    }
}

/** The first of the other servers that answers, empty when none does. */
async function elsewhere() {
    for (const url of body.dataset.elsewhere.split(' ').filter(one => one)) {
        try {
            await fetch(url + '/health/live', {mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(2000)});
            return url;
        } catch {
            // gone as well: the next
        }
    }
    return '';
}

// ---- Charts ------------------------------------------------------------------------------------

const charts = new Map();

function colours() {
    const style = getComputedStyle(document.documentElement);
    const of = name => style.getPropertyValue(name).trim();
    return {
        font: getComputedStyle(body).fontFamily, text: of('--sg-text'), muted: of('--sg-muted'), border: of('--sg-border'), surface: of('--sg-surface'),
        lines: [of('--sg-line-1'), of('--sg-line-2'), of('--sg-line-3')], accent: of('--sg-line-1'),
        'state-running': of('--sg-running'), 'state-degraded': of('--sg-degraded'),
        'state-failed': of('--sg-failed'), 'state-stopped': of('--sg-stopped'),
    };
}

function linesOption(model, c) {
    const count = model.lines[0]?.values.length ?? 0;
    const time = i => model.endMs - (count - 1 - i) * 1000;
    return {
        animation: false, color: c.lines, textStyle: {fontFamily: c.font},
        grid: {left: 8, right: 12, top: 36, bottom: 4, containLabel: true},
        legend: {top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 3, textStyle: {color: c.muted}},
        tooltip: {trigger: 'axis', renderMode: 'richText', backgroundColor: c.surface, borderColor: c.border, textStyle: {color: c.text},
            axisPointer: {lineStyle: {color: c.border}}},
        xAxis: {type: 'time', min: model.endMs - 299000, max: model.endMs, axisLine: {lineStyle: {color: c.border}}, axisTick: {show: false},
            axisLabel: {color: c.muted, hideOverlap: true, formatter: '{HH}:{mm}'}, splitNumber: 5},
        yAxis: {type: 'value', minInterval: 1, axisLabel: {color: c.muted}, splitLine: {lineStyle: {color: c.border}}},
        series: model.lines.map(line => ({
            name: line.name, type: 'line', showSymbol: false, smooth: 0.2, lineStyle: {width: 1.75}, areaStyle: {opacity: 0.06},
            data: line.values.map((value, i) => [time(i), value]),
        })),
    };
}

function mapOption(model, c, width, height) {
    const upright = width < 640;
    const place = node => {
        const along = upright ? height - 90 : width - 220;
        const across = upright ? width - 40 : height - 60;
        const a = (upright ? 40 : 110) + node.x * along;
        const b = (upright ? 20 : 20) + node.y * across;
        return upright ? [b, a] : [a, b];
    };
    const most = Math.max(1, ...model.edges.map(edge => edge.perSecond));
    return {
        animation: false, textStyle: {fontFamily: c.font},
        series: [{
            type: 'graph', layout: 'none', left: 0, top: 0, width, height, roam: false, coordinateSystem: null,
            edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 8, emphasis: {focus: 'adjacency', lineStyle: {width: 3}},
            label: {show: true, position: 'bottom', distance: 5, padding: [1, 4], color: c.text, backgroundColor: c.surface, fontSize: 12},
            data: [
                // Two unseen corners keep the scale: one unit is one pixel.
                {id: '-', name: '', x: 0, y: 0, symbolSize: 0, label: {show: false}}, {id: '+', name: '', x: width, y: height, symbolSize: 0, label: {show: false}},
                ...model.nodes.map(node => {
                    const [x, y] = place(node);
                    return {
                        id: node.id, name: node.name, x, y, href: node.href,
                        symbol: node.isService ? 'circle' : 'roundRect', symbolSize: node.isService ? 30 : 26,
                        itemStyle: {color: c.surface, borderWidth: 2.5, borderColor: node.isService ? c[node.state] : c.accent},
                    };
                }),
            ],
            edges: model.edges.map(edge => ({
                source: edge.from, target: edge.to,
                lineStyle: {
                    color: edge.failing ? c['state-failed'] : edge.label ? c.accent : c.stopped ?? c.muted,
                    width: edge.label ? 1.5 + 4.5 * Math.sqrt(edge.perSecond / most) : 1.25,
                    type: edge.label ? 'solid' : [4, 4], opacity: edge.label ? 0.75 : 0.55, curveness: 0.06,
                },
                label: {show: Boolean(edge.label), formatter: edge.label, color: c.muted, fontSize: 11},
            })),
        }],
    };
}

function draw(element) {
    if (!window.echarts || !element.clientWidth) return;
    let chart = charts.get(element);
    if (!chart) {
        chart = echarts.init(element, null, {renderer: 'canvas'});
        chart.on('click', event => event.data?.href && (location.href = event.data.href));
        charts.set(element, chart);
    }
    const model = JSON.parse(element.dataset.model);
    const option = element.dataset.chart === 'map'
        ? mapOption(model, colours(), element.clientWidth, element.clientHeight)
        : linesOption(model, colours());
    chart.setOption(option, {replaceMerge: ['series']});
}

function drawAll(from = document) {
    from.querySelectorAll('[data-chart]').forEach(draw);
}

addEventListener('themechange', () => drawAll());
addEventListener('resize', () => charts.forEach((chart, element) => {
    chart.resize();
    draw(element);
}));

// ---- Keys, copying, menu, dialogs ---------------------------------------------------------------

const acts = {
    copy: async button => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.dataset.copied = 'yes';
        setTimeout(() => delete button.dataset.copied, 1500);
    },
    menu: button => button.setAttribute('aria-expanded', body.classList.toggle('nav-open')),
    close: () => $('#dialog').close(),
};

document.addEventListener('click', event => {
    for (const [name, act] of Object.entries(acts)) {
        const target = event.target.closest(`[data-${name}]`);
        if (target) act(target);
    }
    if (!event.target.closest('.search')) showFound(false);
    if (body.classList.contains('nav-open') && !event.target.closest('.side, [data-menu]')) acts.menu($('[data-menu]'));
});

document.addEventListener('change', event => {
    if (event.target.matches('[data-go]')) location.href = event.target.value;
});

const search = $('#search');
const found = $('#found');

function showFound(yes) {
    if (!search) return;
    found.classList.toggle('open', yes && found.childElementCount > 0);
    search.setAttribute('aria-expanded', found.classList.contains('open'));
}

function select(step) {
    const options = [...found.querySelectorAll('[role=option]')];
    if (!options.length) return;
    const at = options.findIndex(option => option.getAttribute('aria-selected') === 'true');
    const next = options[(at + step + options.length) % options.length];
    options.forEach(option => option.setAttribute('aria-selected', option === next));
    next.scrollIntoView({block: 'nearest'});
}

document.addEventListener('keydown', event => {
    const typing = event.target.matches('input, select, textarea');
    if (event.key === '/' && !typing && search) {
        event.preventDefault();
        search.focus();
        search.select();
    } else if (event.target === search) {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            select(event.key === 'ArrowDown' ? 1 : -1);
        } else if (event.key === 'Enter') {
            event.preventDefault();
            const chosen = $('[aria-selected=true]', found) ?? $('[role=option]', found);
            if (chosen) location.href = chosen.href;
        } else if (event.key === 'Escape') {
            showFound(false);
            search.blur();
        }
    }
});

search?.addEventListener('focus', () => showFound(true));
document.addEventListener('htmx:afterSwap', event => {
    const id = event.detail.target.id;
    if (id === 'found') showFound(true);
    if (id === 'dialog' && !$('#dialog').open) $('#dialog').showModal();
    if (id === 'note') setTimeout(() => $('#note').replaceChildren(), 8000);
});
document.addEventListener('done', () => $('#dialog').close());

// ---- Start -------------------------------------------------------------------------------------

const login = $('[data-login]');
if (login) {
    // A link from another site arrives without the strict cookie: ask again, now from our own page.
    fetch('/console/me').then(me => me.ok && location.replace(login.dataset.login));
}
drawAll();
if (body.dataset.stream) follow();
