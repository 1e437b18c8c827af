package org.jernel.test.judge;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.task.CapSets;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Ids;
import org.jernel.kernel.task.Rlimits;
import org.jernel.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/** A task of our kernel whose program makes the calls that it is handed. */
final class JernelTask implements KernelTask {

    private static final long RT_SIGACTION = 13;
    private static final long RT_SIGPROCMASK = 14;
    private static final long RT_SIGPENDING = 127;
    private static final int SIGCHLD = 17;
    private static final int SIGCONT = 18;
    private static final int SCRATCH_UMASK = 022;
    private static final int SIG_BLOCK = 0;
    private static final long SIG_IGN = 1;
    private static final int SIGNAL_SET_BYTES = 8;
    private static final long SA_RESTART = 0x10000000;
    private static final int PAGE = 4096;
    private static final long POLL_NANOS = 50_000;

    /** Where mappings go: so low that 2 GiB from there are user addresses, as they are on a host that randomizes. */
    private static final long MAPPINGS = 0x10_0000_0000L;

    /** What each task has of it, by its number, so that a child's do not meet the copies of its parent's. */
    private static final int MAPPINGS_SHIFT = 36;

    /** Any address will do: {@link JernelProgram#handleSignal} does nothing. */
    private static final long HANDLER = 0x401000;

    private final JernelArm arm;
    private final JernelProgram program;
    private final Task task;
    private final long scratch;
    private @Nullable Pending current;
    private long currentNr;
    private long mapped;

    private JernelTask(JernelArm arm, JernelProgram program, Task task) {
        this.arm = arm;
        this.program = program;
        this.task = task;
        mapped = MAPPINGS + ((long) task.pid() << MAPPINGS_SHIFT);
        scratch = map(PAGE).address();
    }

    static JernelTask spawn(JernelArm arm, Kernel kernel, FdTable files) {
        var program = new JernelProgram();
        var task = new JernelTask(arm, program, kernel.spawn("scenario", files, program));
        task.handle(HostLinux.INTERRUPT, HANDLER, 0);
        task.handle(HostLinux.INTERRUPT_AND_RESTART, HANDLER, SA_RESTART);
        return task;
    }

    @Override
    public KernelTask fork() {
        long stackPointer = arm.nextStackPointer();
        return arm.adopt(new JernelTask(arm, program.newChild(stackPointer), task.cloneTask(stackPointer, SIGCHLD)));
    }

    /** Every task is one. */
    @Override
    public KernelTask process() {
        return fork();
    }

    @Override
    public Pending submit(long nr, long... args) {
        currentNr = nr;
        current = program.submit(this::dump, nr, args);
        return current;
    }

    private long own(long nr, long... args) {
        return submit(nr, args).await();
    }

    @Override
    public boolean sleepsIn(Pending call) {
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        while (!call.isDone()) {
            if (task.isAsleep() && task.syscallNumber() == currentNr) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("neither returned nor blocked: " + dump());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    private String dump() {
        return task + ", " + task.state() + (task.isAsleep() ? " asleep" : "") + ", in call " + task.syscallNumber();
    }

    @Override
    public Mapping map(long size) {
        AddressSpace mm = task.mm();
        long rounded = Math.max(PAGE, (size + PAGE - 1) & -PAGE);
        int rights = Mman.PROT_READ | Mman.PROT_WRITE;
        long address = mapped;
        mapped += rounded + PAGE;
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_FIXED_NOREPLACE;
        must(mm.mmap(address, rounded + PAGE, rights, flags) == address);
        must(mm.munmap(address + rounded, PAGE) == 0);
        return new Mapping(address, rounded);
    }

    @Override
    public void protect(Mapping mapping) {
        must(task.mm().mprotect(mapping.address(), mapping.size(), Mman.PROT_READ) == 0);
    }

    @Override
    public byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        must(task.mm().copyFromUser(bytes, 0, address, length) == length);
        return bytes;
    }

    @Override
    public void write(long address, byte[] bytes) {
        must(task.mm().copyToUser(address, bytes, 0, bytes.length) == bytes.length);
    }

    private static void must(boolean done) {
        if (!done) {
            throw new AssertionError("the arm could not reach the task's memory");
        }
    }

    @Override
    public void interrupt(boolean restart) {
        task.sendSignal(restart ? HostLinux.INTERRUPT_AND_RESTART : HostLinux.INTERRUPT);
    }

    @Override
    public void blockSignal(int signal) {
        long set = scratch(bit(signal));
        must(own(RT_SIGPROCMASK, SIG_BLOCK, set, 0, SIGNAL_SET_BYTES) == 0);
    }

    /** Ignoring a pending signal forgets it. */
    @Override
    public boolean takePending(int signal) {
        long set = scratch(0);
        must(own(RT_SIGPENDING, set, SIGNAL_SET_BYTES) == 0);
        boolean pending = (word(set) & bit(signal)) != 0;
        handle(signal, SIG_IGN, 0);
        handle(signal, HANDLER, 0);
        return pending;
    }

    private void handle(int signal, long handler, long flags) {
        must(own(RT_SIGACTION, signal, scratch(handler, flags, 0, 0), 0, SIGNAL_SET_BYTES) == 0);
    }

    private static long bit(int signal) {
        return 1L << (signal - 1);
    }

    private long word(long address) {
        return Struct.littleEndian(read(address, Long.BYTES));
    }

    private long scratch(long... words) {
        var struct = new Struct();
        for (long word : words) {
            struct.int64(word);
        }
        write(scratch, struct.bytes());
        return scratch;
    }

    @Override
    public void enterScratch() {
        long text = scratch;
        write(text, new Struct().text("/tmp\0tmpfs\0mode=755,size=1m\0.\0").bytes());
        long type = text + 5;
        long options = type + 6;
        must(own(Call.MOUNT.nr(), type, text, type, 0, options) == 0);
        must(own(Call.CHDIR.nr(), text) == 0);
        must(own(Call.CHROOT.nr(), options + 17) == 0);
        must(own(Call.UMASK.nr(), SCRATCH_UMASK) >= 0);
    }

    /** Every kernel has one. */
    @Override
    public void enterNetwork() {}

    @Override
    public void changeGroup(int gid) {
        task.setCred(task.cred().withGroups(List.of()).withGids(Ids.all(gid)));
    }

    @Override
    public void dropCapability(int capability) {
        Cred cred = task.cred();
        CapSets caps = cred.caps();
        task.setCred(cred.withCaps(caps.withEffective(caps.effective() & ~CapSets.bit(capability))));
    }

    @Override
    public void limitFiles(int limit) {
        long hard = task.rlimits().limit(Rlimits.RLIMIT_NOFILE).hard();
        must(task.rlimits().set(Rlimits.RLIMIT_NOFILE, new Rlimits.Limit(limit, hard), hard, false) == 0);
    }

    /** Interrupts a call that still blocks, be the task stopped in it, then lets the program end. */
    @Override
    public void close() {
        task.sendSignal(SIGCONT);
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        while (current != null && !current.isDone() && !task.isExiting() && System.nanoTime() - deadline < 0) {
            interrupt(false);
            LockSupport.parkNanos(POLL_NANOS);
        }
        program.end();
        try {
            if (!task.join(Pending.PATIENCE)) {
                throw new AssertionError("does not end: " + dump());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
