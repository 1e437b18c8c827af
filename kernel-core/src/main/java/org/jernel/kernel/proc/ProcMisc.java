package org.jernel.kernel.proc;

import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.VmCommitted;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskState;
import org.jernel.kernel.task.Tasks;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.kernel.uts.UtsName;

/**
 * The files of {@code /proc} that tell of the kernel as a whole: {@code fs/proc/version.c}, {@code uptime.c}, {@code meminfo.c} and
 * their like. Time of processors is not counted, and what is not counted is 0 or has no line.
 *
 * @param commandLine what the kernel was booted with
 */
public record ProcMisc(Vfs vfs, Tasks tasks, TimerQueue timers, KernelClock clock, UtsName uts, String commandLine) {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long CENTISECOND = SECOND / 100;
    private static final int KILO = 1024;

    /** Makes the files. */
    public void create(ProcFs proc) {
        Map<String, Consumer<SeqFile>> files = Map.of(
                "version", this::version,
                "uptime", this::uptime,
                "loadavg", this::loadavg,
                "meminfo", this::meminfo,
                "cpuinfo", ProcMisc::cpuinfo,
                "filesystems", this::filesystems,
                "interrupts", this::interrupts,
                "stat", this::stat,
                "cmdline", text -> text.puts(commandLine + "\n"));
        files.forEach((name, show) -> proc.procCreateSingleData(name, 0, null, show));
        proc.procSymlink("mounts", null, "self/mounts");
        proc.procSymlink("net", null, "self/net");
    }

    /** {@code version_proc_show}; the compiler is the machine that runs the kernel. */
    private void version(SeqFile text) {
        text.printf(
                "%s version %s (%s@%s) (Java %s) %s\n",
                uts.sysname(),
                uts.release(),
                "jernel",
                "jvm",
                Runtime.version().toString(),
                uts.version());
    }

    /** {@code uptime_proc_show}. */
    private void uptime(SeqFile text) {
        long now = clock.monotonicNanos();
        text.printf("%lu.%02lu 0.00\n", now / SECOND, now % SECOND / CENTISECOND);
    }

    private long running() {
        return tasks.list().stream()
                .filter(task -> task.state() == TaskState.RUNNING && !task.isAsleep())
                .count();
    }

    /** {@code loadavg_proc_show}. */
    private void loadavg(SeqFile text) {
        int last = tasks.list().stream().mapToInt(Task::pid).max().orElse(0);
        text.printf("0.00 0.00 0.00 %lu/%d %d\n", running(), tasks.size(), last);
    }

    /** The machine's memory is the heap. {@code meminfo_proc_show}. */
    private void meminfo(SeqFile text) {
        VmCommitted committed = tasks.committed();
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        long total = committed.totalPages() * Page.SIZE;
        kilobytes(text, "MemTotal:", total);
        long free = Math.max(0, total - used) & -Page.SIZE;
        kilobytes(text, "MemFree:", free);
        kilobytes(text, "MemAvailable:", free);
        for (String none : new String[] {"Buffers:", "Cached:", "SwapCached:", "SwapTotal:", "SwapFree:"}) {
            kilobytes(text, none, 0);
        }
        kilobytes(text, "CommitLimit:", committed.commitLimit() * Page.SIZE);
        kilobytes(text, "Committed_AS:", committed.committed() * Page.SIZE);
    }

    private static void kilobytes(SeqFile text, String name, long bytes) {
        text.printf("%-16s%8lu kB\n", name, bytes / KILO);
    }

    /** There is one processor, the virtual machine. {@code show_cpuinfo} of x86. */
    private static void cpuinfo(SeqFile text) {
        text.puts("processor\t: 0\nvendor_id\t: Jernel\ncpu family\t: 6\nmodel\t\t: 0\n");
        text.printf("model name\t: %s\n", System.getProperty("java.vm.name", "JVM"));
        text.puts("stepping\t: 0\nphysical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\ncpu cores\t: 1\napicid\t\t: 0\n");
        text.puts("address sizes\t: 47 bits physical, 47 bits virtual\npower management:\n\n");
    }

    /** {@code filesystems_proc_show}. */
    private void filesystems(SeqFile text) {
        new TreeSet<>(vfs.filesystems().keySet()).forEach(name -> text.printf("nodev\t%s\n", name));
    }

    /** The timers' is the only interrupt. {@code show_interrupts}. */
    private void interrupts(SeqFile text) {
        text.puts("           CPU0       \n");
        text.printf("LOC: %10lu   Local timer interrupts\n", timers.fired());
        text.printf("ERR: %10u\n", 0);
    }

    /** {@code show_stat}. */
    private void stat(SeqFile text) {
        text.puts("cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n");
        text.printf("intr %llu\nctxt 0\n", timers.fired());
        text.printf("btime %llu\n", (clock.realtimeNanos() - clock.monotonicNanos()) / SECOND);
        text.printf("processes %lu\nprocs_running %lu\nprocs_blocked 0\n", tasks.forks(), running());
    }
}
