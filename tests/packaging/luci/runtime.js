/* What a view of LuCI finds around it, for tests: written from the documented
 * interfaces. In the address: dark=1; readonly=1; click=ARGUMENTS of a button (its
 * data-act) that is pressed once the view is there. */
'use strict';

const query = new URLSearchParams(location.search);

if (query.get('dark'))
	document.documentElement.setAttribute('data-darkmode', 'true');

String.prototype.format = function(...args) {
	const units = [ '', 'K', 'M', 'G', 'T' ];

	return this.replace(/%(\d+)?(?:\.(\d+))?([%sdfhm])/g, (all, base, precision, kind) => {
		if (kind == '%')
			return '%';
		const arg = args.shift();
		if (kind == 'd')
			return String(parseInt(arg) || 0);
		if (kind == 'f')
			return precision ? (+arg).toFixed(+precision) : String(+arg);
		if (kind == 'm') {
			const by = +(base || 1000);
			let value = +arg || 0, n = 0;

			for (; value > by && n < units.length - 1; n++)
				value /= by;
			return (n ? value.toFixed(precision ? +precision : 2) : value) + ' ' +
				units[n] + (n && by == 1024 ? 'i' : '');
		}
		return String(arg);
	});
};

const _ = text => text;

const dom = {
	append: function(node, content) {
		if (Array.isArray(content))
			content.forEach(one => dom.append(node, one));
		else if (content instanceof Node)
			node.appendChild(content);
		else if (content !== null && content !== undefined)
			node.appendChild(document.createTextNode(content));
		return node;
	},
	content: function(node, content) {
		node.replaceChildren();
		return dom.append(node, content);
	}
};

function E(tag, ...rest) {
	const node = document.createElement(tag);
	const plain = rest[0] && typeof(rest[0]) == 'object' && !Array.isArray(rest[0]) &&
		!(rest[0] instanceof Node);
	const attrs = plain ? rest.shift() : {};

	for (let name in attrs)
		if (typeof(attrs[name]) == 'function')
			node.addEventListener(name, attrs[name]);
		else if (attrs[name] !== null && attrs[name] !== undefined)
			node.setAttribute(name, attrs[name]);

	return dom.append(node, rest.length ? rest[0] : null);
}

function cbi_update_table(table, rows, placeholder) {
	const titles = [ ...table.querySelectorAll('.th') ];

	table.querySelectorAll('.tr:not(.table-titles)').forEach(row => row.remove());
	rows.forEach((row, n) => table.appendChild(
		E('tr', { 'class': 'tr cbi-rowstyle-%d'.format(n % 2 + 1) }, titles.map((th, i) =>
			E('td', {
				'class': th.className.replace('th', 'td'),
				'data-title': th.innerText.trim() || null
			}, row[i])))));
	if (!rows.length)
		table.appendChild(E('tr', { 'class': 'tr placeholder' },
			E('td', { 'class': 'td', 'colspan': titles.length }, placeholder)));
}

const L = {
	bind: (fn, self, ...args) => fn.bind(self, ...args),
	resolveDefault: (value, other) => Promise.resolve(value).catch(() => other),
	hasViewPermission: () => query.get('readonly') ? false : true
};

const fs = {
	exec: (command, params) => fetch('exec' + location.search, {
		method: 'POST', body: JSON.stringify({ command: command, params: params })
	}).then(res => res.ok ? res.json() : Promise.reject(new Error('Permission denied')))
};

const ui = {
	addNotification: (title, content, kind) => document.getElementById('maincontent')
		.prepend(E('div', { 'class': 'alert-message ' + kind }, content)),
	createHandlerFn: (self, method, ...args) => ev => {
		ev.currentTarget.disabled = true;
		return (typeof(method) == 'function' ? method : self[method]).call(self, ...args, ev);
	}
};

const poll = { list: [], add: fn => poll.list.push(fn) };

const view = {
	extend: members => members
};

window.addEventListener('error', ev => document.body.setAttribute('data-error', ev.message));
window.addEventListener('unhandledrejection', ev =>
	document.body.setAttribute('data-error', String(ev.reason)));

async function start() {
	const source = await (await fetch('view.js')).text();
	const code = new Function('view', 'fs', 'ui', 'poll', 'dom', 'L', 'E', '_', 'cbi_update_table', source);
	const it = code(view, fs, ui, poll, dom, L, E, _, cbi_update_table);

	dom.content(document.getElementById('view'), it.render(await it.load()));
	for (let fn of poll.list)
		await fn();
	if (query.get('click')) {
		document.querySelector('[data-act="%s"]'.format(query.get('click'))).click();
		while (!document.querySelector(".alert-message"))
			await new Promise(done => setTimeout(done, 50));
		await new Promise(done => setTimeout(done, 300));
	}
	document.body.setAttribute('data-done', '1');
}

window.addEventListener('DOMContentLoaded', start);
