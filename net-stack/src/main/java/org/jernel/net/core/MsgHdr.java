package org.jernel.net.core;

import java.util.Objects;

import org.jernel.kernel.mm.IovIter;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddr;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way through the layers, in or out. {@code struct msghdr} as the kernel has it: the buffers are an
 * iterator and the name is in kernel memory.
 */
public final class MsgHdr {

    private final IovIter iter;
    private @Nullable SockAddr name;
    private byte @Nullable [] control;
    private @Nullable CmsgRoom room;
    private int flags;

    /** A message over those buffers, without name or flags. */
    public MsgHdr(IovIter iter) {
        this.iter = iter;
    }

    /** A message over the whole of an array of kernel code. */
    public static MsgHdr of(byte[] buffer) {
        return of(buffer, 0, buffer.length);
    }

    /** A message over a part of an array of kernel code. */
    public static MsgHdr of(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        return new MsgHdr(IovIter.kernel(buffer, offset, length));
    }

    /** A message of pages: the last ones of it unless MSG_SENDPAGE_NOTLAST, which is MSG_MORE to a protocol. */
    public static MsgHdr ofPages(IovIter pages, int flags) {
        MsgHdr message = new MsgHdr(pages);
        boolean notLast = (flags & MsgFlags.MSG_SENDPAGE_NOTLAST) != 0;
        message.setFlags(notLast ? (flags & ~MsgFlags.MSG_SENDPAGE_NOTLAST) | MsgFlags.MSG_MORE : flags);
        return message;
    }

    /** The buffers; what is left of them is {@code msg_data_left}. */
    public IovIter iter() {
        return iter;
    }

    /** Where to, when sending; who from, once received and where the protocol says. */
    public @Nullable SockAddr name() {
        return name;
    }

    public void setName(@Nullable SockAddr address) {
        name = address;
    }

    /** {@code msg_control} when sending: the ancillary data as the caller laid it out, or null for none. */
    public byte @Nullable [] control() {
        return control;
    }

    public void setControl(byte @Nullable [] ancillary) {
        control = ancillary;
    }

    /** Where ancillary data is to go when receiving, or null where the caller wants none. */
    public @Nullable CmsgRoom room() {
        return room;
    }

    public void setRoom(@Nullable CmsgRoom wanted) {
        room = wanted;
    }

    /**
     * Tells the receiver one message of ancillary data; what does not fit is cut and MSG_CTRUNC set. {@code put_cmsg}, whose
     * fault nobody looks at: the bytes are received by then.
     */
    public void putCmsg(int level, int type, byte[] data) {
        CmsgRoom wanted = room;
        if (wanted == null || wanted.left() < Cmsg.HEADER_SIZE) {
            flags |= MsgFlags.MSG_CTRUNC;
            return;
        }
        int fits = (int) Math.min(data.length, wanted.left() - Cmsg.HEADER_SIZE);
        if (fits < data.length) {
            flags |= MsgFlags.MSG_CTRUNC;
        }
        byte[] header = Cmsg.header(level, type, fits);
        if (wanted.store(0, header, header.length) && wanted.store(header.length, data, fits)) {
            wanted.advance(Cmsg.space(data.length));
        }
    }

    /** {@code msg_flags}: the flags of the call when sending, those to tell the caller when received. */
    public int flags() {
        return flags;
    }

    public void setFlags(int value) {
        flags = value;
    }
}
