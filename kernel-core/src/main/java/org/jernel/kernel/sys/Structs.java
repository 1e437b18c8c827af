package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;

/** Whole C structs across the border, in x86-64's order of bytes. */
final class Structs {

    private Structs() {}

    static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@code copy_from_user}; throws EFAULT. */
    static ByteBuffer copyFromUser(UserMemory memory, long from, int size) {
        return ByteBuffer.wrap(Uaccess.copyFromUser(memory, from, size)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@code copy_to_user} of the whole buffer, wherever it stands; throws EFAULT. */
    static void copyToUser(UserMemory memory, long to, ByteBuffer struct) {
        Uaccess.copyToUser(memory, to, struct.array(), struct.arrayOffset(), struct.capacity());
    }
}
