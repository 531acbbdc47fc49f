'use strict';
'require view';
'require fs';
'require ui';
'require poll';
'require dom';

/* SPDX-License-Identifier: GPL-2.0-only
 *
 * What forwards the traffic of this router, from `nft-offload --json`. Each command
 * line stands in the ACL file of this package, too.
 */
const tool = '/usr/sbin/nft-offload';

/* What nft-offload(8) calls these places; hardware is a packet engine only. */
const places = {
	'hardware': [ _('engine'), 'nfo-hw' ],
	'software-engine': [ _('software engine'), 'nfo-se' ],
	'software': [ _('CPU'), 'nfo-cpu' ],
	'refused': [ _('CPU (refused)'), 'nfo-cpu' ],
	'tombstone': [ _('ending'), 'nfo-cpu' ]
};

/* The theme gives colours of text and ground; these are for quantities only. */
const style = `
.nfo { --nfo-hw: #2a78d6; --nfo-se: #1baf7a; --nfo-cpu: #b5761a; --nfo-line: rgba(128,128,128,.35); }
:root[data-darkmode="true"] .nfo { --nfo-hw: #5a9ff0; --nfo-se: #3fc796; --nfo-cpu: #e0a34a; }
.nfo-tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5em, 1fr)); gap: .75em; margin: .5em 0 1em; }
.nfo-tile { border: 1px solid var(--nfo-line); border-radius: 4px; padding: .6em .8em; min-width: 0; }
.nfo-tile strong { display: block; font-size: 1.5em; line-height: 1.3; font-variant-numeric: tabular-nums; }
.nfo-tile small { opacity: .75; }
.nfo-bar { display: flex; gap: 2px; height: 1em; border-radius: 3px; overflow: hidden; background: var(--nfo-line); margin: .35em 0; }
.nfo-bar > span { min-width: 0; }
.nfo-hw > i, .nfo-bar > .nfo-hw { background: var(--nfo-hw); }
.nfo-se > i, .nfo-bar > .nfo-se { background: var(--nfo-se); }
.nfo-cpu > i, .nfo-bar > .nfo-cpu { background: var(--nfo-cpu); }
.nfo-place { white-space: nowrap; }
.nfo-place > i { display: inline-block; width: .7em; height: .7em; border-radius: 2px; margin-right: .4em; }
.nfo-legend { display: flex; flex-wrap: wrap; gap: .2em 1.2em; margin-bottom: 1em; }
.nfo-legend b, .nfo .td { font-variant-numeric: tabular-nums; }
.nfo-ends { overflow-wrap: anywhere; }
.nfo-why { display: block; opacity: .75; }
.nfo-finding { border-left: 3px solid var(--nfo-line); padding: .1em 0 .1em .8em; margin: .6em 0; }
.nfo-finding.problem { border-color: #d03b3b; }
.nfo-finding p { margin: .1em 0; }
.nfo-finding code { overflow-wrap: anywhere; white-space: normal; }
@media (max-width: 600px) { .nfo-tile strong { font-size: 1.25em; } }
`;

/* run ARG…: what the tool says. Its exit status is not 0 when the doctor has found
 * something, too; whoever has no module gets no JSON.
 */
function run(...args) {
	return fs.exec(tool, [ '--json', ...args ]).then(res => {
		let data = null;

		try { data = JSON.parse(res.stdout); } catch (e) { }

		return { code: res.code, data: data, error: (res.stderr || '').trim() };
	}).catch(e => ({ code: -1, data: null, error: e.message || String(e) }));
}

function load_all() {
	return Promise.all([
		run('status'), run('rejects'), run('doctor'), run('flows', '--top', '15'),
		run('watch', '--interval', '1', '--count', '1')
	]);
}

function place(state, title) {
	const p = places[state] || [ state, 'nfo-cpu' ];

	return E('span', { 'class': 'nfo-place ' + p[1], 'title': title || null }, [ E('i'), p[0] ]);
}

function share(part, all) {
	return all > 0 ? 100 * part / all : 0;
}

function number(n) {
	return n >= 100000 ? '%.1m'.format(n) : '%d'.format(Math.round(n));
}

function tile(value, name, note) {
	return E('div', { 'class': 'nfo-tile' }, [
		E('small', name), E('strong', value), E('small', note)
	]);
}

function end(addr, port) {
	return (addr.indexOf(':') >= 0 ? '[%s]:%d' : '%s:%d').format(addr, port);
}

function bytes(dir) {
	return dir.bytes == null ? '–' : '%1024.1mB'.format(dir.bytes);
}

/* Text in which `commands` stand. */
function prose(text) {
	return text.split('`').map((part, i) => i % 2 ? E('code', part) : part);
}

/* The reason why a direction is in no engine. */
function why(dir, reasons) {
	const r = dir.reason ? reasons.filter(r => r.reason == dir.reason)[0] : null;

	return r ? '%s: %s'.format(r.reason, r.meaning) : dir.reason;
}

/* The reasons of both directions, each once: a phone shows no titles. */
function whys(flow, reasons) {
	const all = [ flow.original, flow.reply ].map(dir => why(dir, reasons)).filter(text => text);

	return all.filter((text, i) => all.indexOf(text) == i)
		.map(text => E('small', { 'class': 'nfo-why' }, text));
}

return view.extend({
	load: load_all,

	/* A button's work; then look again. */
	act: function(done, ...args) {
		return run(...args).then(res => {
			if (res.code !== 0)
				ui.addNotification(null, E('p', res.error || _('The command failed.')), 'error');
			else
				ui.addNotification(null, E('p', done), 'info');

			return load_all().then(all => this.update(all));
		});
	},

	button: function(kind, text, done, ...args) {
		return E('button', {
			'class': 'btn cbi-button cbi-button-' + kind,
			'data-act': args.join(' '),
			'click': ui.createHandlerFn(this, () => this.act(done, ...args)),
			'disabled': !L.hasViewPermission() || null
		}, text);
	},

	renderSummary: function(status, watch, reasons) {
		const hw = watch ? watch.engine_packets_per_second : 0;
		const cpu = watch ? watch.cpu_packets_per_second : 0;
		const soft = status.hardware.entries == 0 && status.software_engine.entries > 0;
		const kind = soft ? 'software-engine' : 'hardware';

		return [
			E('div', { 'class': 'nfo-tiles' }, [
				tile('%.0f %%'.format(share(hw, hw + cpu)),
				     soft ? _('By the software engine') : _('By the engine'), _('of packets now')),
				tile('%1000.1mbit/s'.format(Math.round(watch ? watch.bits_per_second : 0)), _('Throughput'),
				     _('of all flows')),
				tile(number(status.flows), _('Flows'),
				     _('%d directions in hardware').format(status.hardware.entries)),
				tile(number(reasons.reduce((sum, r) => sum + r.count, 0)), _('Refused'), _('times so far'))
			]),
			E('div', { 'class': 'nfo-bar', 'role': 'img',
				'aria-label': _('%d packets/s by the engine, %d by the CPU').format(hw, cpu) }, [
				E('span', { 'class': places[kind][1], 'style': 'flex:%f'.format(hw) }),
				E('span', { 'class': 'nfo-cpu', 'style': 'flex:%f'.format(cpu) })
			]),
			E('div', { 'class': 'nfo-legend' }, [
				E('span', [ place(kind), ' ', E('b', _('%d packets/s').format(hw)) ]),
				E('span', [ place('software'), ' ', E('b', _('%d packets/s').format(cpu)) ])
			])
		];
	},

	renderEngines: function(status) {
		if (!status.backends.length)
			return E('p', E('em', _('No driver of an engine is loaded: everything stays on the CPU.')));

		return status.backends.map(be => E('div', [
			E('p', { 'style': 'margin:0' }, [
				E('strong', be.name), ' – ',
				be.engine == 'hardware' ? _('packet engine') : _('software engine'),
				be.model ? ' (%s)'.format(be.model) : '', ': ',
				_('%d of %d entries used').format(be.used, be.size)
			]),
			E('div', { 'class': 'cbi-progressbar', 'style': 'margin:.4em 0',
				'title': '%d / %d (%.1f%%)'.format(be.used, be.size, share(be.used, be.size)) },
				E('div', { 'style': 'width:%.2f%%'.format(share(be.used, be.size)) })),
			E('small', _('can do: %s').format(be.features.join(', ')))
		]));
	},

	/* Chips that are known to have no engine; says the same as nft-offload status. */
	renderPorts: function(status) {
		return (status.ports || []).map(port => E('p', [
			E('strong', '%s: %s'.format(port.name, port.chip)), ' – ', port.advice
		]));
	},

	renderFindings: function(doctor) {
		const all = doctor ? doctor.findings : [];

		if (!all.length)
			return E('p', E('em', _('Healthy: engine, flowtable, ruleset and devices fit together.')));

		return all.slice().sort((a, b) => b.problem - a.problem).map(f =>
			E('div', { 'class': 'nfo-finding' + (f.problem ? ' problem' : '') }, [
				E('p', [ E('strong', f.problem ? _('Problem') : _('Note')), ' – ', ...prose(f.text) ]),
				f.fix ? E('p', [ E('em', _('What to do')), ': ', ...prose(f.fix) ]) : ''
			]));
	},

	deviceServed: function(dev) {
		if (dev.paused)
			return E('em', _('CPU only: paused'));
		if (dev.served_by == 'backend')
			return place(dev.engine == 'hardware' ? 'hardware' : 'software-engine', dev.backend);

		return dev.served_by == 'in-tree' ? _('the kernel’s own driver')
			: _('CPU only: no engine reaches it');
	},

	deviceButton: function(dev) {
		return dev.paused
			? this.button('apply', _('Resume'),
				_('%s is back; its flows return with their next packets.').format(dev.name),
				'resume', dev.name)
			: this.button('neutral', _('Pause'),
				_('%s is paused: every packet passes the CPU.').format(dev.name),
				'pause', dev.name);
	},

	deviceRows: function(status) {
		const rows = [];

		for (let ft of status.flowtables)
			for (let dev of ft.devices)
				rows.push([ dev.name, '%s %s'.format(ft.table, ft.name),
					    this.deviceServed(dev), this.deviceButton(dev) ]);

		return rows;
	},

	flowRows: function(flows, reasons) {
		return flows.map(flow => {
			const o = flow.original, r = flow.reply;

			return [
				E('span', { 'class': 'nfo-ends' }, [ '%s %s → %s'.format(flow.proto.toUpperCase(),
					end(o.src, o.sport), end(o.dst, o.dport)), ...whys(flow, reasons) ]),
				place(o.state, why(o, reasons)),
				place(r.state, why(r, reasons)),
				'%s / %s'.format(bytes(o), bytes(r)),
				this.button('remove', _('Evict'),
					_('The connection meets the rules again with its next packet.'),
					'evict', 'id', '%d/%d'.format(flow.table, flow.id))
			];
		});
	},

	rejectRows: function(reasons) {
		return reasons.filter(r => r.count > 0).sort((a, b) => b.count - a.count)
			.map(r => [ number(r.count), E('code', r.reason), r.meaning ]);
	},

	update: function(all) {
		const [ status, rejects, doctor, flows, watch ] = all.map(r => r.data);
		const reasons = rejects ? rejects.reasons : [];

		dom.content(this.findings, this.renderFindings(doctor));
		this.summary.style.display = this.body.style.display = status ? '' : 'none';
		dom.content(this.failure, status ? '' :
			E('p', { 'class': 'alert-message warning', 'style': 'white-space:pre-wrap' }, all[0].error || _('nft-offload says nothing.')));
		if (!status)
			return;

		dom.content(this.summary, this.renderSummary(status, watch, reasons));
		dom.content(this.engines, [].concat(this.renderEngines(status), this.renderPorts(status)));
		cbi_update_table(this.devices, this.deviceRows(status),
			E('em', _('No flowtable with hardware offload. Switch it on under Network → Firewall.')));
		cbi_update_table(this.flows, this.flowRows(flows ? flows.flows : [], reasons),
			E('em', _('No connection is offloaded now.')));
		cbi_update_table(this.rejects, this.rejectRows(reasons),
			E('em', _('Nothing was refused.')));
	},

	table: function(...titles) {
		return E('table', { 'class': 'table' }, E('tr', { 'class': 'tr table-titles' },
			titles.map(t => E('th', { 'class': 'th' + (t ? '' : ' cbi-section-actions') }, t))));
	},

	section: function(title, ...content) {
		return E('div', { 'class': 'cbi-section' }, [ title ? E('h3', title) : '', ...content ]);
	},

	render: function(all) {
		this.summary = E('div');
		this.engines = E('div');
		this.findings = E('div');
		this.failure = E('div');
		this.devices = this.table(_('Port'), _('Flowtable'), _('Forwarded by'), '');
		this.flows = this.table(_('Connection'), _('There'), _('Back'), _('Bytes'), '');
		this.rejects = this.table(_('Times'), _('Reason'), _('Meaning'));
		this.body = E('div', [
			this.section(_('Engines'), this.engines),
			this.section(_('Ports'), this.devices,
				E('p', E('small', _('Pause a port to see its packets with tcpdump.')))),
			this.section(_('Top connections'), this.flows,
				E('p', this.button('negative', _('Evict all'),
					_('All connections meet the rules again.'), 'evict', 'all'))),
			this.section(_('Why connections were refused'), this.rejects)
		]);

		this.update(all);
		poll.add(() => load_all().then(all => this.update(all)), 10);

		return E('div', { 'class': 'nfo' }, [
			E('style', style),
			E('h2', _('Flow Offload')),
			E('div', { 'class': 'cbi-map-descr' },
				_('Which connections the packet engine of this router forwards, which pass the CPU, and why.')),
			this.failure,
			this.summary,
			this.section(_('Doctor'), this.findings),
			this.body
		]);
	},

	handleSaveApply: null,
	handleSave: null,
	handleReset: null
});
