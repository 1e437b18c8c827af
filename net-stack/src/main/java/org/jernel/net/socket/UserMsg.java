package org.jernel.net.socket;

import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.net.core.CmsgRoom;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Addresses and message headers across the border of user memory, with Linux's rules of length. {@code net/socket.c}. */
final class UserMsg {

    /** {@code sizeof(struct user_msghdr)}. */
    private static final int MSGHDR_SIZE = 56;

    private static final int MSG_NAME = 0;
    private static final int MSG_NAMELEN = 8;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;

    /** The most ancillary data that one call may bring. {@code sysctl_optmem_max}. */
    private static final int OPTMEM_MAX = 131072;

    private final UserMemory memory;
    private final long address;
    private final byte[] header;

    private UserMsg(UserMemory memory, long address, byte[] header) {
        this.memory = memory;
        this.address = address;
        this.header = header;
    }

    /** An address from the caller. {@code move_addr_to_kernel}; throws EINVAL for an impossible length, EFAULT. */
    static SockAddr moveAddrToKernel(UserMemory memory, long uaddr, int ulen) {
        if (ulen < 0 || ulen > SockAddr.MAX_LENGTH) {
            throw Errno.EINVAL.exception();
        }
        byte[] bytes = new byte[ulen];
        if (memory.copyFromUser(bytes, 0, uaddr, ulen) < ulen) {
            throw Errno.EFAULT.exception();
        }
        return new SockAddr(bytes);
    }

    /**
     * An address for the caller, cut to the length that stands at {@code ulenAddress}, where its true length is stored.
     * {@code move_addr_to_user}; the length is stored first, as Linux does since 6.15.
     *
     * @param addr null for a protocol that told none, whose length is 0
     */
    static void moveAddrToUser(UserMemory memory, @Nullable SockAddr addr, long uaddr, long ulenAddress) {
        int length = addr == null ? 0 : addr.length();
        int wanted = Math.min((int) memory.getUser(ulenAddress, Integer.BYTES), length);
        if (wanted < 0) {
            throw Errno.EINVAL.exception();
        }
        memory.putUser(ulenAddress, length, Integer.BYTES);
        if (addr != null && memory.copyToUser(uaddr, addr.bytes(), 0, wanted) < wanted) {
            throw Errno.EFAULT.exception();
        }
    }

    /** The caller's {@code struct user_msghdr}. Throws EFAULT, EINVAL for a negative name length, EMSGSIZE. */
    static UserMsg read(UserMemory memory, long umsg) {
        byte[] header = new byte[MSGHDR_SIZE];
        if (memory.copyFromUser(header, 0, umsg, MSGHDR_SIZE) < MSGHDR_SIZE) {
            throw Errno.EFAULT.exception();
        }
        return new UserMsg(memory, umsg, header);
    }

    /** The message to send: name, buffers and ancillary data, in the order in which Linux finds their faults. */
    MsgHdr toSend(int flags) {
        SockAddr name = hasName() ? moveAddrToKernel(memory, word(MSG_NAME), nameLength()) : null;
        MsgHdr message = new MsgHdr(importIovec());
        message.setName(name);
        message.setControl(copyControl());
        message.setFlags(flags);
        return message;
    }

    /** A message that receives into the caller's buffers. */
    MsgHdr toReceive(int flags) {
        checkNameLength();
        MsgHdr message = new MsgHdr(importIovec());
        if (word(MSG_CONTROL) != 0) {
            message.setRoom(new CmsgRoom(memory, word(MSG_CONTROL), word(MSG_CONTROLLEN)));
        }
        message.setFlags(flags & MsgFlags.MSG_CMSG_CLOEXEC);
        return message;
    }

    /** Tells the caller what came beside the bytes: name, flags, and how much room the ancillary data took. */
    void storeReceived(MsgHdr message) {
        if (word(MSG_NAME) != 0) {
            moveAddrToUser(memory, message.name(), word(MSG_NAME), address + MSG_NAMELEN);
        }
        memory.putUser(address + MSG_FLAGS, message.flags(), Integer.BYTES);
        CmsgRoom room = message.room();
        memory.putUser(address + MSG_CONTROLLEN, room == null ? 0 : room.used(), Long.BYTES);
    }

    private boolean hasName() {
        checkNameLength();
        return word(MSG_NAME) != 0 && number(MSG_NAMELEN) != 0;
    }

    private void checkNameLength() {
        if (word(MSG_NAME) != 0 && number(MSG_NAMELEN) < 0) {
            throw Errno.EINVAL.exception();
        }
    }

    private int nameLength() {
        return Math.min(number(MSG_NAMELEN), SockAddr.MAX_LENGTH);
    }

    private IovIter importIovec() {
        if (Long.compareUnsigned(word(MSG_IOVLEN), IovIter.UIO_MAXIOV) > 0) {
            throw Errno.EMSGSIZE.exception();
        }
        return IovIter.importIovec(memory, word(MSG_IOV), word(MSG_IOVLEN));
    }

    private byte @Nullable [] copyControl() {
        long length = word(MSG_CONTROLLEN);
        if (length == 0) {
            return null;
        }
        if (Long.compareUnsigned(length, OPTMEM_MAX) > 0) {
            throw Errno.ENOBUFS.exception();
        }
        byte[] control = new byte[(int) length];
        if (memory.copyFromUser(control, 0, word(MSG_CONTROL), control.length) < control.length) {
            throw Errno.EFAULT.exception();
        }
        return control;
    }

    private long word(int offset) {
        return LittleEndian.get(header, offset, Long.BYTES);
    }

    private int number(int offset) {
        return (int) LittleEndian.get(header, offset, Integer.BYTES);
    }
}
