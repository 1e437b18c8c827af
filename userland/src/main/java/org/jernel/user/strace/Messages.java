package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** {@code struct iovec}, {@code msghdr}, {@code mmsghdr} and control messages. Modelled on strace's {@code msghdr.c}. */
final class Messages {

    private static final Printer FLAGS = Xlat.flagsOf("msg_flags");

    private static final int SIZEOF_IOVEC = 16;
    private static final int SIZEOF_MSGHDR = 56;
    private static final int SIZEOF_MMSGHDR = 64;
    private static final int SIZEOF_CMSGHDR = 16;
    private static final int MSG_NAMELEN = 8;
    private static final int SOL_SOCKET = 1;

    /** The types of control messages by level. */
    private static final Map<Integer, Xlat> TYPES = Map.of(
            0, Xlat.of("cmsg_ip"), SOL_SOCKET, Xlat.of("scm_socket"), 41, Xlat.of("ipv6_options"));

    /** Control messages that are more than bytes. */
    private static final Map<String, Contents> CONTENTS = Map.of(
            "SCM_RIGHTS", Messages::ints,
            "SCM_CREDENTIALS", data -> data.remaining() < 12 ? null : Sockopts.ucred(data),
            "SO_TIMESTAMP_OLD", data -> data.remaining() < 16 ? null : Times.timeval(data),
            "SO_TIMESTAMPNS_OLD", data -> data.remaining() < 16 ? null : Times.timespec(data),
            "IP_TTL", Messages::ints,
            "IP_TOS", data -> "[" + Printers.hex(data.get() & 0xff) + "]",
            "IP_PKTINFO", Messages::pktinfo,
            "IPV6_HOPLIMIT", Messages::ints,
            "IPV6_TCLASS", Messages::ints);

    private interface Contents {
        @Nullable
        String of(ByteBuffer data);
    }

    private Messages() {}

    /** Vectors to write from: all that they hold. */
    static String outgoing(TracedCall call, long address) {
        return vectors(call, address, call.arg(2), Long.MAX_VALUE);
    }

    /** Vectors that a call has filled: as much as it did. */
    static String incoming(TracedCall call, long address) {
        return vectors(call, address, call.arg(2), call.failed() ? -1 : call.result());
    }

    /** @param filled how many bytes there are in all; -1 where addresses are written and not what is there */
    private static String vectors(TracedCall call, long address, long count, long filled) {
        long[] left = {filled};
        return Printers.array(call, address, count, i -> {
            ByteBuffer vector = call.struct(address + (long) i * SIZEOF_IOVEC, SIZEOF_IOVEC);
            if (vector == null) {
                return null;
            }
            long base = vector.getLong();
            long length = vector.getLong();
            String bytes = filled < 0 ? Printers.address(base) : Printers.data(call, base, Math.min(length, left[0]));
            left[0] -= Math.min(length, left[0]);
            return "{iov_base=" + bytes + ", iov_len=" + Long.toUnsignedString(length) + "}";
        });
    }

    /** What {@code recvmsg} notes on the way in: how much room there is for the name. */
    static long nameLength(TracedCall call) {
        Integer length = call.intAt(call.arg(1) + MSG_NAMELEN);
        return length == null ? -1 : length;
    }

    /** A message that is sent. */
    static String sent(TracedCall call, long address) {
        return message(call, address, Long.MAX_VALUE, -1);
    }

    /** A message that was received. */
    static String received(TracedCall call, long address) {
        if (call.failed()) {
            return call.kept() < 0 ? Printers.address(address) : "{msg_namelen=" + call.kept() + "}";
        }
        return message(call, address, call.result(), (int) call.kept());
    }

    private static String message(TracedCall call, long address, long filled, int nameRoom) {
        ByteBuffer header = call.struct(address, SIZEOF_MSGHDR);
        if (header == null) {
            return Printers.address(address);
        }
        long name = header.getLong();
        int nameLength = header.getInt();
        header.getInt();
        long vectors = header.getLong();
        long count = header.getLong();
        long control = header.getLong();
        long controlLength = header.getLong();
        int read = nameRoom >= 0 ? Math.min(nameLength, nameRoom) : nameLength;
        return "{msg_name=" + SockAddrs.print(call, name, read)
                + ", msg_namelen=" + (nameRoom >= 0 && nameRoom != nameLength ? nameRoom + " => " : "") + nameLength
                + ", msg_iov=" + vectors(call, vectors, count, filled)
                + ", msg_iovlen=" + Long.toUnsignedString(count)
                + (controlLength == 0 ? "" : ", msg_control=" + control(call, control, controlLength))
                + ", msg_controllen=" + Long.toUnsignedString(controlLength)
                + ", msg_flags=" + FLAGS.print(call, header.getInt()) + "}";
    }

    private static String control(TracedCall call, long address, long length) {
        ByteBuffer control = length > 0 && length <= 4096 ? call.struct(address, (int) length) : null;
        if (control == null) {
            return Printers.address(address);
        }
        List<String> messages = new ArrayList<>();
        int at = 0;
        while (at + SIZEOF_CMSGHDR <= length) {
            long cmsgLength = control.getLong(at);
            int dataLength = (int) Math.min(Math.max(cmsgLength - SIZEOF_CMSGHDR, 0), length - at - SIZEOF_CMSGHDR);
            ByteBuffer data = control.slice(at + SIZEOF_CMSGHDR, dataLength).order(control.order());
            messages.add(controlMessage(cmsgLength, control.getInt(at + 8), control.getInt(at + 12), data));
            if (cmsgLength < SIZEOF_CMSGHDR || cmsgLength > length - at) {
                break;
            }
            at += (int) (cmsgLength + Long.BYTES - 1) & -Long.BYTES;
        }
        return "[" + String.join(", ", messages) + "]";
    }

    private static String controlMessage(long length, int level, int number, ByteBuffer data) {
        Xlat types = TYPES.get(level);
        String type = types == null ? Printers.hex(number) : types.value(number);
        Contents contents = CONTENTS.get(type);
        String text =
                contents == null || !data.hasRemaining() ? null : contents.of(data.duplicate().order(data.order()));
        if (text == null && data.hasRemaining()) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            text = Printers.quote(bytes);
        }
        return "{cmsg_len=" + length + ", cmsg_level=" + Sockopts.LEVELS.value(level) + ", cmsg_type=" + type
                + (text == null ? "" : ", cmsg_data=" + text) + "}";
    }

    private static String ints(ByteBuffer data) {
        List<String> values = new ArrayList<>();
        while (data.remaining() >= Integer.BYTES) {
            values.add(Integer.toString(data.getInt()));
        }
        return "[" + String.join(", ", values) + "]";
    }

    private static @Nullable String pktinfo(ByteBuffer data) {
        return data.remaining() < 12
                ? null
                : "{ipi_ifindex=" + Sockopts.interfaceName(data.getInt()) + ", ipi_spec_dst=" + SockAddrs.inetAddr(data)
                        + ", ipi_addr=" + SockAddrs.inetAddr(data) + "}";
    }

    /** Many messages, each with how much of it went or came. */
    static String many(TracedCall call, long address) {
        return many(call, address, call.failed() ? 0 : call.result());
    }

    private static String many(TracedCall call, long address, long count) {
        if (call.failed()) {
            return Printers.address(address);
        }
        return Printers.array(call, address, count, i -> {
            long at = address + (long) i * SIZEOF_MMSGHDR;
            Integer length = call.intAt(at + SIZEOF_MSGHDR);
            return length == null ? null : "{msg_hdr=" + message(call, at, length, -1) + ", msg_len=" + length + "}";
        });
    }
}
