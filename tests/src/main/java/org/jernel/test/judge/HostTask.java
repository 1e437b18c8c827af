package org.jernel.test.judge;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** A task of the host: a thread with an fd table of its own, and pages of this process as its memory. */
final class HostTask implements KernelTask {

    private static final int WRITE = 1;
    private static final int OPEN = 2;
    private static final int CLOSE = 3;
    private static final int MMAP = 9;
    private static final int MPROTECT = 10;
    private static final int MUNMAP = 11;
    private static final int RT_SIGPROCMASK = 14;
    private static final int IOCTL = 16;
    private static final int SOCKET = 41;
    private static final int SETGROUPS = 116;
    private static final int SETRESGID = 119;
    private static final int CAPGET = 125;
    private static final int CAPSET = 126;
    private static final int RT_SIGTIMEDWAIT = 128;
    private static final int PIVOT_ROOT = 155;
    private static final int GETTID = 186;
    private static final int TGKILL = 234;
    private static final int UNSHARE = 272;
    private static final int CLOSE_RANGE = 436;

    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final long FIRST_FD = 3;
    private static final long BEYOND_ALL_FDS = 1L << 31;
    private static final long LAST_FD = 0xffffffffL;
    private static final int FILES_OF_THE_JVM = 2048;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    /** {@code sizeof(struct __user_cap_data_struct)}, of which the second has the capabilities from 32 on. */
    private static final int CAPABILITY_DATA = 12;

    private static final int SIGKILL = 9;
    private static final int SIGCHLD = 17;
    private static final int __WALL = 0x4000_0000;
    private static final int CLONE_VM = 0x100;
    private static final int CLONE_FS = 0x200;
    private static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int MS_REC = 0x4000;
    private static final int MS_PRIVATE = 0x40000;
    private static final int SCRATCH_UMASK = 022;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int IFF_UP = 1;
    private static final String PING_GROUP_RANGE = "/proc/sys/net/ipv4/ping_group_range";
    private static final String GROUP_0 = "0 0";
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int PAGE = 4096;

    /** Where it is in the page of code. */
    private static final int CLONE_CODE = 1024;

    private static final int SIG_BLOCK = 0;
    private static final int SIGNAL_SET_BYTES = 8;
    private static final long POLL_NANOS = 50_000;

    private final HostLinux kernel;
    private final LibC libc;
    private final LoopbackGuard guard = new LoopbackGuard(this::readIfMapped);
    private final List<Mapping> mappings = new ArrayList<>();
    /** Arguments of the calls that the task makes for itself. */
    private final MemorySegment scratch;

    private final Mapping code;
    private final HostThread thread;
    /** The C library's handle of the thread, 0 for a process, which has none. */
    private final long pthread;

    private final int tid;
    private long currentNr;
    private @Nullable Pending current;
    private boolean ended;

    /** Starts a thread; the parent's thread starts it if there is one, since that is whose fd table it shares. */
    private HostTask(HostLinux kernel, LibC libc, @Nullable HostTask parent, long firstFdToClose) {
        this.kernel = kernel;
        this.libc = libc;
        scratch = libc.memory(map(PAGE).address(), PAGE);
        code = map(PAGE);
        write(code.address(), HostThread.code());
        write(code.address() + CLONE_CODE, HostThread.cloneCode());
        libc.must(MPROTECT, code.address(), code.size(), PROT_READ | PROT_EXEC);
        long mailbox = map(HostThread.MAILBOX_BYTES).address();
        thread = new HostThread(libc, mailbox, this::dump);
        if (parent == null) {
            pthread = libc.startThread(code.address(), mailbox);
        } else {
            parent.onThread(parent.thread.function(
                    libc.addressOf("pthread_create"), scratch.address(), 0, code.address(), mailbox));
            pthread = scratch.get(ValueLayout.JAVA_LONG, 0);
        }
        tid = (int) onThread(thread.syscall(GETTID));
        onThread(thread.syscall(CLOSE_RANGE, firstFdToClose, LAST_FD, CLOSE_RANGE_UNSHARE));
        if (parent != null) {
            onThread(thread.syscall(UNSHARE, CLONE_FS));
            guard.inherit(parent.guard);
        }
    }

    /** Starts a process that shares its memory with the parent's. */
    private HostTask(HostTask parent) {
        kernel = parent.kernel;
        libc = parent.libc;
        scratch = libc.memory(map(PAGE).address(), PAGE);
        code = parent.code;
        long mailbox = map(HostThread.MAILBOX_BYTES).address();
        thread = new HostThread(libc, mailbox, this::dump);
        Mapping stack = map(PAGE);
        long top = stack.end() - 2 * Long.BYTES;
        write(top, new Struct().int64(mailbox).int64(code.address()).bytes());
        pthread = 0;
        long clone = code.address() + CLONE_CODE;
        tid = (int) parent.onThread(parent.thread.function(clone, CLONE_VM | SIGCHLD, top));
        guard.inherit(parent.guard);
        onThread(thread.syscall(Call.PRCTL.nr(), Linux.PR_SET_PDEATHSIG, SIGKILL));
    }

    /** A task whose fd table has nothing above 2. */
    static HostTask start(HostLinux kernel, LibC libc) {
        return new HostTask(kernel, libc, null, FIRST_FD);
    }

    @Override
    public KernelTask fork() {
        return kernel.adopt(new HostTask(kernel, libc, this, BEYOND_ALL_FDS));
    }

    @Override
    public KernelTask process() {
        return kernel.adopt(new HostTask(this));
    }

    @Override
    public Pending submit(long nr, long... args) {
        guard.check(nr, args);
        currentNr = nr;
        var pending = thread.syscall(nr, args);
        current = pending;
        return pending;
    }

    private long onThread(Pending call) {
        return LibC.success(call.await(), "a call of the host arm");
    }

    @Override
    public boolean sleepsIn(Pending call) {
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        while (!call.isDone()) {
            if (isOffProcessorIn(currentNr)) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("neither returned nor blocked: " + dump());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    /** The kernel names the call of a thread that is off its processor, and "running" else. */
    private boolean isOffProcessorIn(long nr) {
        return proc("syscall").startsWith(nr + " ") && state() == 'S';
    }

    private char state() {
        String stat = proc("stat");
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private String proc(String file) {
        String task = pthread == 0 ? "/proc/" + tid : "/proc/self/task/" + tid;
        return HostLinux.proc(task + "/" + file);
    }

    private String dump() {
        return "host task " + tid + ", state " + state() + ", in " + proc("wchan") + ", call " + proc("syscall");
    }

    @Override
    public Mapping map(long size) {
        long rounded = Math.max(PAGE, (size + PAGE - 1) & -PAGE);
        long address = libc.must(MMAP, 0, rounded + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1);
        libc.must(MPROTECT, address + rounded, PAGE, 0);
        var mapping = new Mapping(address, rounded);
        mappings.add(mapping);
        return mapping;
    }

    @Override
    public void protect(Mapping mapping) {
        libc.must(MPROTECT, mapping.address(), mapping.size(), PROT_READ);
    }

    @Override
    public byte[] read(long address, int length) {
        return libc.memory(address, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private byte @Nullable [] readIfMapped(long address, int length) {
        boolean mapped = mappings.stream().anyMatch(m -> address >= m.address() && address + length <= m.end());
        return mapped ? read(address, length) : null;
    }

    @Override
    public void write(long address, byte[] bytes) {
        libc.memory(address, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    }

    @Override
    public void interrupt(boolean restart) {
        int signal = restart ? HostLinux.INTERRUPT_AND_RESTART : HostLinux.INTERRUPT;
        libc.must(TGKILL, ProcessHandle.current().pid(), tid, signal);
    }

    @Override
    public void blockSignal(int signal) {
        long set = scratch(signalSet(signal));
        onThread(thread.syscall(RT_SIGPROCMASK, SIG_BLOCK, set, 0, SIGNAL_SET_BYTES));
    }

    @Override
    public boolean takePending(int signal) {
        long set = scratch(signalSet(signal), 0, 0);
        long noTime = set + SIGNAL_SET_BYTES;
        return thread.syscall(RT_SIGTIMEDWAIT, set, 0, noTime, SIGNAL_SET_BYTES).await() == signal;
    }

    private static long signalSet(int signal) {
        return 1L << (signal - 1);
    }

    @Override
    public void enterNetwork() {
        long _ = onNetwork(thread.syscall(UNSHARE, CLONE_NEWNET));
        long socket = onNetwork(thread.syscall(SOCKET, Linux.AF_INET, Linux.SOCK_DGRAM, 0));
        long ifreq = scratch(0, 0, IFF_UP);
        write(ifreq, new Struct().text("lo").bytes());
        long _ = onNetwork(thread.syscall(IOCTL, socket, SIOCSIFFLAGS, ifreq));
        onThread(thread.syscall(CLOSE, socket));
        long path = scratch.address();
        write(path, new Struct().text(PING_GROUP_RANGE + '\0' + GROUP_0).bytes());
        long file = onNetwork(thread.syscall(OPEN, path, Linux.O_WRONLY));
        long _ = onNetwork(thread.syscall(WRITE, file, path + PING_GROUP_RANGE.length() + 1, GROUP_0.length()));
        onThread(thread.syscall(CLOSE, file));
    }

    /**
     * Mounts of a name space of the thread's own, which nobody else sees and which goes with it. The host's own files leave it:
     * what is above the root, for a task that gets there, is empty.
     */
    @Override
    public void enterScratch() {
        long top = scratch.address();
        write(top, new Struct().text("/tmp\0tmpfs\0mode=755,size=1m\0.\0/\0").bytes());
        long directory = top + 1;
        long type = top + 5;
        long options = type + 6;
        long here = options + 17;
        long _ = onNamespace(thread.syscall(UNSHARE, CLONE_NEWNS));
        long _ = onNamespace(thread.syscall(Call.MOUNT.nr(), 0, here + 2, 0, MS_REC | MS_PRIVATE, 0));
        long _ = onNamespace(thread.syscall(Call.MOUNT.nr(), type, top, type, 0, 0));
        onThread(thread.syscall(Call.CHDIR.nr(), top));
        onThread(thread.syscall(Call.MKDIR.nr(), directory, 0755));
        long _ = onNamespace(thread.syscall(Call.MOUNT.nr(), type, directory, type, 0, options));
        onThread(thread.syscall(PIVOT_ROOT, here, here));
        onThread(thread.syscall(Call.UMOUNT2.nr(), here, Linux.MNT_DETACH));
        onThread(thread.syscall(Call.CHDIR.nr(), directory));
        onThread(thread.syscall(Call.CHROOT.nr(), here));
        onThread(thread.syscall(Call.UMASK.nr(), SCRATCH_UMASK));
        guard.enteredScratch();
    }

    /** Name spaces are for the superuser to make, and a container may keep them even from that. */
    private static long onNamespace(Pending call) {
        long result = call.await();
        if (result < 0) {
            throw new TestAbortedException(
                    "the host lets this user have no files of its own: " + Recording.result(result));
        }
        return result;
    }

    /** Networks are for the superuser to make, and a container may keep them even from that. */
    private static long onNetwork(Pending call) {
        long result = call.await();
        if (result < 0) {
            throw new TestAbortedException(
                    "the host lets this user have no network of its own: " + Recording.result(result));
        }
        return result;
    }

    @Override
    public void changeGroup(int gid) {
        onThread(thread.syscall(SETGROUPS, 0, 0));
        onThread(thread.syscall(SETRESGID, gid, gid, gid));
    }

    @Override
    public void dropCapability(int capability) {
        long header = scratch(CAPABILITY_VERSION_3);
        long data = header + Long.BYTES;
        onThread(thread.syscall(CAPGET, header, data));
        long word = Long.BYTES + (long) capability / Integer.SIZE * CAPABILITY_DATA;
        int effective = scratch.get(ValueLayout.JAVA_INT, word);
        scratch.set(ValueLayout.JAVA_INT, word, effective & ~(1 << capability));
        onThread(thread.syscall(CAPSET, header, data));
        guard.dropped(capability);
    }

    /**
     * Occupies every number from the limit up: the real limit is the process's, and the JVM could open nothing under
     * a low one.
     */
    @Override
    public void limitFiles(int limit) {
        kernel.limitFilesOfProcess(FILES_OF_THE_JVM);
        long filled = limit;
        while (filled >= 0) {
            filled = thread.syscall(Call.FCNTL.nr(), 0, Linux.F_DUPFD, limit).await();
        }
    }

    private long scratch(long... words) {
        for (int i = 0; i < words.length; i++) {
            scratch.setAtIndex(ValueLayout.JAVA_LONG, i, words[i]);
        }
        return scratch.address();
    }

    /** Interrupts a call that still blocks, then lets the thread close its descriptors and end. */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        if (pthread == 0) {
            endProcess();
            return;
        }
        long deadline = System.nanoTime() + Pending.PATIENCE.toNanos();
        while (current != null && !current.isDone() && System.nanoTime() - deadline < 0) {
            interrupt(false);
            LockSupport.parkNanos(POLL_NANOS);
        }
        onThread(thread.syscall(CLOSE_RANGE, FIRST_FD, LAST_FD));
        thread.leave();
        libc.joinThread(pthread);
        mappings.forEach(m -> libc.must(MUNMAP, m.address(), m.size() + PAGE));
    }

    /** It may be stopped, or gone, and its parent need not have waited for it. */
    private void endProcess() {
        long _ = libc.syscall(Call.KILL.nr(), tid, SIGKILL);
        long _ = libc.syscall(Call.WAIT4.nr(), tid, 0, __WALL, 0);
        mappings.forEach(m -> libc.must(MUNMAP, m.address(), m.size() + PAGE));
    }
}
