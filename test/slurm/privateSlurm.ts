/**
 * A Slurm of one's own on this machine: a controller and two nodes on the loopback device, with keys, ports and folders that nothing else
 * uses. No accounting, no cgroups, no system services.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Whether it was asked for; where it was, that it cannot be had is a failure. */
export const wanted = process.env['DESCENT_SLURM'] === '1' || process.env['CI'] === 'true';

const packages = ['slurmctld', 'slurmd', 'slurm-client', 'munge'];
/** An array has no more tasks. */
export const maxArraySize = 64;

export interface PrivateSlurm {
  /** What the command writes. */
  readonly ask: (command: string, ...words: readonly string[]) => string;
  /** Until nothing is queued. */
  readonly idle: () => Promise<void>;
  /** All of its processes at once, as when it loses power; some seconds later the controller takes notice. */
  readonly killNode: (name: string) => void;
  /** Until it takes jobs again. */
  readonly startNode: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

function run(command: string, ...words: readonly string[]): string {
  return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function isInstalled(): boolean {
  const folders = process.env['PATH']!.split(delimiter);
  return ['slurmctld', 'slurmd', 'sbatch', 'munged'].every((name) =>
    folders.some((folder) => existsSync(join(folder, name))),
  );
}

/** Debian's packages, unless they are there. */
function install(): void {
  process.env['PATH'] += `${delimiter}/usr/sbin${delimiter}/sbin`;
  if (isInstalled()) return;
  if (userInfo().uid !== 0)
    throw new Error(`Slurm is not installed: apt-get install --no-install-recommends ${packages.join(' ')}`);
  // Without a run level the packages start no services.
  Object.assign(process.env, { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' });
  run('apt-get', 'update', '-q');
  run('apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push((server.address() as { port: number }).port);
  }
  for (const server of servers) server.close();
  return ports;
}

const nodes = ['n1', 'n2'];

async function configuration(folder: string): Promise<string> {
  const [control, ...ports] = await freePorts(1 + nodes.length);
  const [host, user] = [hostname().split('.')[0], userInfo().username];
  const settings: Readonly<Record<string, string | number>> = {
    ...{ ClusterName: 'descent', SlurmctldHost: `${host}(127.0.0.1)`, SlurmctldPort: control! },
    ...{ SlurmUser: user, SlurmdUser: user, AuthType: 'auth/munge', CredType: 'cred/munge' },
    AuthInfo: `socket=${folder}/munge/socket,cred_expire=5`,
    CommunicationParameters: 'NoCtldInAddrAny,NoInAddrAny',
    ...{ SlurmctldPidFile: `${folder}/slurmctld.pid`, SlurmdPidFile: `${folder}/slurmd-%n.pid` },
    ...{ SlurmctldLogFile: `${folder}/slurmctld.log`, SlurmdLogFile: `${folder}/slurmd-%n.log` },
    ...{ SlurmdSpoolDir: `${folder}/spool-%n`, StateSaveLocation: `${folder}/state` },
    ...{ ProctrackType: 'proctrack/linuxproc', TaskPlugin: 'task/none', SwitchType: 'switch/none' },
    ...{ JobAcctGatherType: 'jobacct_gather/none', AccountingStorageType: 'accounting_storage/none' },
    ...{ SchedulerType: 'sched/builtin', SelectType: 'select/cons_tres', SelectTypeParameters: 'CR_Core' },
    SchedulerParameters: 'defer,sched_interval=1,sched_min_interval=0,batch_sched_delay=0',
    // More processors than there may be: two tasks a node.
    ...{ SlurmdParameters: 'config_overrides', ReturnToService: 2, MpiDefault: 'none' },
    ...{ KillWait: 5, MaxArraySize: maxArraySize, SlurmdTimeout: 10 },
    ...{ PreemptType: 'preempt/partition_prio', PreemptMode: 'REQUEUE' },
    SlurmctldParameters: 'preempt_send_user_signal',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const places = nodes.map(
    (name, i) =>
      `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[i]} CPUs=2 RealMemory=1000 State=UNKNOWN`,
  );
  const partitions = Object.entries(partitionSettings).map(
    ([name, own]) => `PartitionName=${name} Nodes=${nodes.join()} MaxTime=60 State=UP ${own}`,
  );
  return `${[...lines, ...places, ...partitions].join('\n')}\n`;
}

/** Jobs of `urgent` take the places of those of `main` at once, and of those of `patient` after their notice. */
const partitionSettings: Readonly<Record<string, string>> = {
  main: 'Default=YES PriorityTier=1 PreemptMode=REQUEUE',
  patient: 'PriorityTier=1 PreemptMode=REQUEUE GraceTime=30',
  urgent: 'PriorityTier=9 PreemptMode=OFF',
};

/** Brings it up; commands of Slurm in this process and its children are asked of it from then on. */
export async function startSlurm(): Promise<PrivateSlurm> {
  install();
  const folder = mkdtempSync(join(tmpdir(), 'descent-slurm-'));
  for (const name of ['munge', 'state', ...nodes.map((node) => `spool-${node}`)])
    mkdirSync(join(folder, name), { mode: 0o755 });
  const munge = (name: string) => join(folder, 'munge', name);
  writeFileSync(munge('key'), randomBytes(128), { mode: 0o600 });
  const files = {
    socket: 'socket',
    'key-file': 'key',
    'log-file': 'log',
    'pid-file': 'pid',
    'seed-file': 'seed',
  };
  run('munged', '--force', ...Object.entries(files).map(([option, name]) => `--${option}=${munge(name)}`));
  const file = join(folder, 'slurm.conf');
  writeFileSync(file, await configuration(folder));
  const [, year] = /(\d+)\./.exec(run('slurmd', '-V'))!;
  writeFileSync(
    join(folder, 'cgroup.conf'),
    `CgroupPlugin=${Number(year) < 23 ? 'cgroup/v1' : 'disabled'}\n`,
  );
  process.env['SLURM_CONF'] = file;
  run('slurmctld', '-f', file);
  const begin = (node: string) => run('slurmd', '-N', node, '-f', file);
  for (const node of nodes) begin(node);
  const slurm: PrivateSlurm = {
    ask: run,
    idle: () => until(() => run('squeue', '-h') === '', 240),
    killNode: (name) => killAll(join(folder, `slurmd-${name}.pid`), name),
    async startNode(name) {
      begin(name);
      await until(() => /^(idle|mix)/.test(run('sinfo', '-h', '-n', name, '-o', '%t')), 60);
    },
    stop: () => stop(folder),
  };
  const up = () => run('sinfo', '-h', '-N', '-t', 'idle', '-o', '%N').split('\n').length > nodes.length;
  await until(up, 60);
  return slurm;
}

/** Looks twice a second, and again where the controller does not answer. */
export async function until(holds: () => boolean, seconds = 120): Promise<void> {
  for (let look = 0; look < 2 * seconds; look++) {
    try {
      if (holds()) return;
    } catch (error) {
      if (!(error instanceof Error && 'status' in error)) throw error;
    }
    await setTimeout(500);
  }
  throw new Error(`nothing came of it in ${seconds} s`);
}

async function stop(folder: string): Promise<void> {
  // Those that run the jobs outlive the nodes.
  run('scancel', '--quiet', `--user=${userInfo().username}`);
  await until(() => run('squeue', '-h') === '', 30).catch(() => undefined);
  const daemons = readdirSync(folder).filter((name) => name.endsWith('.pid'));
  for (const name of [...daemons.sort().reverse(), 'munge/pid']) {
    const pid = Number(readFileSync(join(folder, name), 'utf8'));
    process.kill(pid, 'SIGTERM');
    await until(() => !isRunning(pid), 20);
  }
  delete process.env['SLURM_CONF'];
  rmSync(folder, { recursive: true });
}

/** The node's own process, those of the jobs that it runs, and those that started them. */
function killAll(pidFile: string, node: string): void {
  const conf = process.env['SLURM_CONF']!;
  const jobs = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const set = readIfAny(`/proc/${pid}/environ`).split('\0');
      return set.includes(`SLURMD_NODENAME=${node}`) && set.includes(`SLURM_CONF=${conf}`);
    });
  const parents = jobs.map((pid) => /^PPid:\s*(\d+)/m.exec(readIfAny(`/proc/${pid}/status`))?.[1]);
  const steps = parents.filter((pid) => readIfAny(`/proc/${pid}/cmdline`).includes('slurmstepd'));
  for (const pid of new Set([readFileSync(pidFile, 'utf8').trim(), ...steps, ...jobs]))
    process.kill(Number(pid), 'SIGKILL');
}

/** Of a process that has gone meanwhile, nothing. */
function readIfAny(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** A process that nobody has waited for is none any more. */
function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) Z /.test(readFileSync(file, 'utf8'));
}
