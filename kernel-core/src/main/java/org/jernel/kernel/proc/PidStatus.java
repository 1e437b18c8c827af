package org.jernel.kernel.proc;

import java.util.List;
import java.util.function.Predicate;

import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.VmArea;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.stacktrace.KernelFrame;
import org.jernel.kernel.stacktrace.KernelStack;
import org.jernel.kernel.task.CapSets;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Ids;
import org.jernel.kernel.task.Ptrace;
import org.jernel.kernel.task.Rlimits;
import org.jernel.kernel.task.SignalState;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;

/** {@code /proc/PID/status} and {@code syscall}. Modelled on {@code fs/proc/array.c}; what is not counted here has no line. */
final class PidStatus {

    private PidStatus() {}

    static void status(ProcTask of, SeqFile text) {
        Task task = of.task();
        text.puts("Name:\t");
        text.escape(task.comm(), "\n\\");
        identity(of, text);
        if (!of.isZombie() && !task.isKernelThread()) {
            memory(task.mm(), text);
        }
        text.puts("Threads:\t1\n");
        signals(task, text);
        capabilities(task.cred().caps(), text);
        text.printf("NoNewPrivs:\t%d\n", task.prctl().noNewPrivs() ? 1 : 0);
        text.puts("Seccomp:\t0\nSeccomp_filters:\t0\n");
        // There is no processor that could speculate, as arch_prctl_spec_ctrl_get tells with -EINVAL.
        text.puts("Speculation_Store_Bypass:\tunknown\nSpeculationIndirectBranch:\tunsupported\n");
        text.puts("Cpus_allowed:\t1\nCpus_allowed_list:\t0\nMems_allowed:\t1\nMems_allowed_list:\t0\n");
        // Only its own waits take a thread of the virtual machine off the kernel's processor.
        text.printf("voluntary_ctxt_switches:\t%lu\nnonvoluntary_ctxt_switches:\t%lu\n", task.sleeps(), 0L);
    }

    /** {@code task_state}. */
    private static void identity(ProcTask of, SeqFile text) {
        Task task = of.task();
        Cred cred = task.cred();
        if (!of.isZombie()) {
            text.printf("\nUmask:\t%#04o", task.fs().umask());
        }
        text.printf("\nState:\t%s\n", state(of));
        text.printf("Tgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\n", task.pid(), task.pid(), task.parentPid());
        text.puts("TracerPid:\t" + Ptrace.tracer(task) + "\n");
        ids(text, "Uid", cred.uids());
        ids(text, "Gid", cred.gids());
        text.printf("FDSize:\t%d\nGroups:\t", of.isZombie() ? 0 : task.files().capacity());
        cred.groups().forEach(group -> text.printf("%d ", group));
        text.puts(cred.groups().isEmpty() ? " \n" : "\n");
        text.printf("NStgid:\t%d\nNSpid:\t%d\n", task.pid(), task.pid());
        text.printf("NSpgid:\t%d\nNSsid:\t%d\n", task.processGroup(), task.session());
        text.printf("Kthread:\t%d\n", task.isKernelThread() ? 1 : 0);
    }

    /** {@code task_state_array}. */
    static String state(ProcTask of) {
        if (of.isZombie()) {
            return "Z (zombie)";
        }
        if (of.task().isTraced()) {
            return "t (tracing stop)";
        }
        if (of.task().isStopped()) {
            return "T (stopped)";
        }
        return of.task().isAsleep() ? "S (sleeping)" : "R (running)";
    }

    private static void ids(SeqFile text, String name, Ids ids) {
        text.printf("%s:\t%u\t%u\t%u\t%u\n", name, ids.real(), ids.effective(), ids.saved(), ids.fs());
    }

    /** {@code task_mem}. All memory is a program's own: there are no files in it. */
    private static void memory(AddressSpace mm, SeqFile text) {
        long resident = mm.residentPages() * Page.SIZE;
        kilobytes(text, "VmPeak", mm.mostMappedPages() * Page.SIZE);
        kilobytes(text, "VmSize", size(mm));
        kilobytes(text, "VmLck", 0);
        kilobytes(text, "VmPin", 0);
        kilobytes(text, "VmHWM", mm.mostResidentPages() * Page.SIZE);
        kilobytes(text, "VmRSS", resident);
        kilobytes(text, "RssAnon", resident);
        kilobytes(text, "RssFile", 0);
        kilobytes(text, "RssShmem", 0);
        kilobytes(text, "VmData", dataSize(mm));
        kilobytes(text, "VmStk", stackSize(mm));
        // There is no end_code: what may be executed is all a library's.
        kilobytes(text, "VmExe", 0);
        kilobytes(text, "VmLib", size(mm, PidStatus::isText));
        kilobytes(text, "VmPTE", mm.tablePages() * Page.SIZE);
        kilobytes(text, "VmSwap", 0);
        kilobytes(text, "HugetlbPages", 0);
        text.puts("CoreDumping:\t0\nTHP_enabled:\t0\n");
    }

    private static void kilobytes(SeqFile text, String name, long bytes) {
        text.printf("%s:\t%8lu kB\n", name, bytes / 1024);
    }

    /** {@code total_vm}, in bytes. */
    static long size(AddressSpace mm) {
        return size(mm, _ -> true);
    }

    /** {@code data_vm}, in bytes: what is written to and neither shared nor the stack. {@code is_data_mapping}. */
    static long dataSize(AddressSpace mm) {
        return size(mm, area -> isWritable(area) && !area.has(VmArea.VM_SHARED) && !area.has(VmArea.VM_GROWSDOWN));
    }

    /** {@code stack_vm}, in bytes. */
    static long stackSize(AddressSpace mm) {
        return size(mm, area -> area.has(VmArea.VM_GROWSDOWN));
    }

    private static long size(AddressSpace mm, Predicate<VmArea> wanted) {
        return mm.areas().stream().filter(wanted).mapToLong(area -> area.end() - area.start()).sum();
    }

    private static boolean isWritable(VmArea area) {
        return (area.prot() & Mman.PROT_WRITE) != 0;
    }

    /** {@code is_exec_mapping}. */
    private static boolean isText(VmArea area) {
        return (area.prot() & Mman.PROT_EXEC) != 0 && !isWritable(area) && !area.has(VmArea.VM_GROWSDOWN);
    }

    /** {@code task_sig}: what was sent to the process, as each has one thread. */
    private static void signals(Task task, SeqFile text) {
        SignalState signals = task.signals();
        long pending = signals.allPending();
        text.printf(
                "SigQ:\t%d/%lu\n", Long.bitCount(pending), task.rlimits().limit(Rlimits.RLIMIT_SIGPENDING).soft());
        text.printf("SigPnd:\t%016llx\nShdPnd:\t%016llx\n", 0L, pending);
        text.printf("SigBlk:\t%016llx\n", signals.blocked());
        text.printf("SigIgn:\t%016llx\nSigCgt:\t%016llx\n", signals.ignoredSet(), signals.caughtSet());
    }

    /** {@code task_cap}. */
    private static void capabilities(CapSets caps, SeqFile text) {
        text.printf("CapInh:\t%016llx\nCapPrm:\t%016llx\n", caps.inheritable(), caps.permitted());
        text.printf("CapEff:\t%016llx\nCapBnd:\t%016llx\n", caps.effective(), caps.bounding());
        text.printf("CapAmb:\t%016llx\n", caps.ambient());
    }

    /** The functions that the task is in, for administrators only. {@code proc_pid_stack}. */
    static void stack(ProcTask of, SeqFile text) {
        if (!Task.capable(Cred.CAP_SYS_ADMIN)) {
            throw Errno.EACCES.exception();
        }
        of.checkAccess(Errno.EPERM);
        text.puts(KernelStack.text(of.task()));
    }

    /** The function that the task sleeps in, 0 for one that runs or that the reader may not look into. {@code proc_pid_wchan}. */
    static void wchan(ProcTask of, SeqFile text) {
        boolean told = of.task().isAsleep() && Ptrace.mayAccess(of.task());
        List<KernelFrame> frames = told ? KernelStack.of(of.task()) : List.of();
        text.puts(frames.isEmpty() ? "0" : frames.getFirst().function());
    }

    /**
     * The call that the task sleeps in, or that it reads this with; programs have neither a stack pointer nor a place.
     * {@code proc_pid_syscall}.
     */
    static void syscall(ProcTask of, SeqFile text) {
        of.checkAccess(Errno.EPERM);
        Task task = of.task();
        long number = task.syscallNumber();
        if (task != Task.current() && !task.isAsleep()) {
            text.puts("running\n");
        } else if (number < 0) {
            text.printf("%d 0x%x 0x%x\n", (int) number, 0, 0);
        } else {
            text.printf("%d", (int) number);
            for (long argument : task.syscallArguments()) {
                text.printf(" 0x%llx", argument);
            }
            text.printf(" 0x%x 0x%x\n", 0, 0);
        }
    }
}
