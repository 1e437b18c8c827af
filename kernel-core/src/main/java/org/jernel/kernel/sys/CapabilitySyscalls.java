package org.jernel.kernel.sys;

import java.nio.ByteBuffer;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.CapSets;
import org.jernel.kernel.task.Commoncap;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine2;

/** Modelled on {@code kernel/capability.c}. */
public final class CapabilitySyscalls {

    private static final int VERSION_1 = 0x19980330;
    private static final int VERSION_2 = 0x20071026;
    private static final int VERSION_3 = 0x20080522;

    /** Where the number of the task is in the header, behind the version. */
    private static final int HEADER_PID = 4;

    /** Effective, permitted and inheritable: 32 capabilities of each, then the next 32. */
    private static final int WORD_SIZE = 12;

    @SyscallDefine2("capget")
    long capget(@CType("cap_user_header_t") long header, @CType("cap_user_data_t") long dataptr) {
        UserMemory memory = Task.current().memory();
        int words = words(memory, header);
        if (dataptr == 0) {
            return 0;
        }
        if (words == 0) {
            return Errno.EINVAL.negated();
        }
        int pid = (int) memory.getUser(header + HEADER_PID, Integer.BYTES);
        if (pid < 0) {
            return Errno.EINVAL.negated();
        }
        Task task = pid == 0 ? Task.current() : Task.current().tasks().find(pid);
        if (task == null) {
            return Errno.ESRCH.negated();
        }
        CapSets caps = task.cred().caps();
        ByteBuffer data = Structs.allocate(words * WORD_SIZE);
        for (int shift = 0; data.hasRemaining(); shift += Integer.SIZE) {
            data.putInt((int) (caps.effective() >> shift))
                    .putInt((int) (caps.permitted() >> shift))
                    .putInt((int) (caps.inheritable() >> shift));
        }
        Structs.copyToUser(memory, dataptr, data);
        return 0;
    }

    @SyscallDefine2("capset")
    long capset(@CType("cap_user_header_t") long header, @CType("const cap_user_data_t") long data) {
        Task task = Task.current();
        UserMemory memory = task.memory();
        int words = words(memory, header);
        if (words == 0) {
            return Errno.EINVAL.negated();
        }
        int pid = (int) memory.getUser(header + HEADER_PID, Integer.BYTES);
        if (pid != 0 && pid != task.pid()) {
            return Errno.EPERM.negated();
        }
        ByteBuffer sets = Structs.copyFromUser(memory, data, words * WORD_SIZE);
        return Commoncap.capset(task, set(sets, 0), set(sets, 1), set(sets, 2));
    }

    /** One of the three sets, without what is no capability. */
    private static long set(ByteBuffer sets, int which) {
        long set = 0;
        for (int at = which * Integer.BYTES, shift = 0; at < sets.capacity(); at += WORD_SIZE, shift += Integer.SIZE) {
            set |= Integer.toUnsignedLong(sets.getInt(at)) << shift;
        }
        return set & CapSets.FULL;
    }

    /** How many words the version has; 0 for an unknown one, which is replaced. {@code cap_validate_magic}. */
    private static int words(UserMemory memory, long header) {
        return switch ((int) memory.getUser(header, Integer.BYTES)) {
            case VERSION_1 -> 1;
            case VERSION_2, VERSION_3 -> 2;
            default -> {
                memory.putUser(header, VERSION_3, Integer.BYTES);
                yield 0;
            }
        };
    }
}
