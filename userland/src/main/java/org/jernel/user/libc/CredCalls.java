package org.jernel.user.libc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.task.Task;

/** Who a task is and what it may: {@code unistd.h}, {@code grp.h}, {@code sys/capability.h} and {@code sys/prctl.h}. */
abstract class CredCalls extends ProcessCalls {

    /** Sets of 64 bits, in two halves. {@code _LINUX_CAPABILITY_VERSION_3}. */
    private static final int CAPABILITY_VERSION = 0x20080522;

    private static final int SETS = 3 * Integer.BYTES;
    private static final int PERMITTED = Integer.BYTES;
    private static final int INHERITABLE = 2 * Integer.BYTES;

    CredCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    public final int getuid() {
        return (int) syscall(Unistd.GETUID);
    }

    public final int geteuid() {
        return (int) syscall(Unistd.GETEUID);
    }

    public final int getgid() {
        return (int) syscall(Unistd.GETGID);
    }

    public final int getegid() {
        return (int) syscall(Unistd.GETEGID);
    }

    /** Its groups beside the one of {@link #getegid}; none also where they cannot be had. */
    public final List<Integer> getgroups() {
        try (StackFrame frame = frame()) {
            int count = (int) Math.max(0, syscall(Unistd.GETGROUPS, 0, 0));
            long list = frame.allocate((long) count * Integer.BYTES);
            int got = (int) syscall(Unistd.GETGROUPS, count, list);
            List<Integer> groups = new ArrayList<>();
            for (int i = 0; i < got; i++) {
                groups.add(loadInt(list + (long) i * Integer.BYTES));
            }
            return groups;
        }
    }

    public final int setgroups(List<Integer> groups) {
        try (StackFrame frame = frame()) {
            long list = frame.allocate((long) groups.size() * Integer.BYTES);
            for (int i = 0; i < groups.size(); i++) {
                storeInt(list + (long) i * Integer.BYTES, groups.get(i));
            }
            return (int) syscall(Unistd.SETGROUPS, groups.size(), list);
        }
    }

    /** Sets the real, the effective and the saved user. */
    public final int setresuid(int real, int effective, int saved) {
        return (int) syscall(Unistd.SETRESUID, real, effective, saved);
    }

    /** Sets the real, the effective and the saved group. */
    public final int setresgid(int real, int effective, int saved) {
        return (int) syscall(Unistd.SETRESGID, real, effective, saved);
    }

    /** This task's capabilities. */
    public final Capabilities capget() {
        try (StackFrame frame = frame()) {
            long header = capabilityHeader(frame);
            long data = frame.allocate(2 * SETS);
            syscall(Unistd.CAPGET, header, data);
            return new Capabilities(loadSet(data), loadSet(data + PERMITTED), loadSet(data + INHERITABLE));
        }
    }

    public final int capset(Capabilities capabilities) {
        try (StackFrame frame = frame()) {
            long header = capabilityHeader(frame);
            long data = frame.allocate(2 * SETS);
            storeSet(data, capabilities.effective());
            storeSet(data + PERMITTED, capabilities.permitted());
            storeSet(data + INHERITABLE, capabilities.inheritable());
            return (int) syscall(Unistd.CAPSET, header, data);
        }
    }

    private long capabilityHeader(StackFrame frame) {
        long header = frame.allocate(2 * Integer.BYTES);
        storeInt(header, CAPABILITY_VERSION);
        storeInt(header + Integer.BYTES, 0);
        return header;
    }

    private long loadSet(long address) {
        return Integer.toUnsignedLong(loadInt(address)) | (long) loadInt(address + SETS) << Integer.SIZE;
    }

    private void storeSet(long address, long set) {
        storeInt(address, (int) set);
        storeInt(address + SETS, (int) (set >>> Integer.SIZE));
    }

    /** An operation on the task; what is not given is 0. */
    public final int prctl(int option, long first, long second) {
        return (int) syscall(Unistd.PRCTL, option, first, second, 0, 0);
    }
}
