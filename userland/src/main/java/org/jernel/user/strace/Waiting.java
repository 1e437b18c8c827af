package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What poll, select and epoll take and give. Modelled on strace's {@code poll.c}, {@code desc.c} and {@code epoll.c}. */
final class Waiting {

    private static final Xlat POLL_EVENTS = Xlat.of("poll_events");
    private static final Xlat EPOLL_EVENTS = Xlat.of("epoll_events");

    private static final int SIZEOF_POLLFD = 8;
    private static final int SIZEOF_EPOLL_EVENT = 12;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int FD_SETSIZE = 1 << 16;
    private static final String[] SET_NAMES = {"in", "out", "except"};

    private Waiting() {}

    static String pollFds(TracedCall call, long address) {
        return Printers.array(call, address, Integer.toUnsignedLong(call.intArg(1)), i -> {
            ByteBuffer pollfd = call.struct(address + (long) i * SIZEOF_POLLFD, SIZEOF_POLLFD);
            return pollfd == null
                    ? null
                    : "{fd=" + call.descriptor(pollfd.getInt()) + ", events="
                            + POLL_EVENTS.flags(pollfd.getShort() & 0xffff) + "}";
        });
    }

    /** What poll found, to be added to its result. */
    static @Nullable String polled(TracedCall call) {
        if (call.failed()) {
            return null;
        }
        if (call.result() == 0) {
            return "Timeout";
        }
        List<String> ready = new ArrayList<>();
        for (int i = 0; i < call.intArg(1); i++) {
            ByteBuffer pollfd = call.struct(call.arg(0) + (long) i * SIZEOF_POLLFD, SIZEOF_POLLFD);
            // The count is the program's own, and may be of any size.
            if (pollfd == null || ready.size() == call.stringLimit()) {
                ready.add("...");
                break;
            }
            if (pollfd.getShort(6) != 0) {
                ready.add("{fd=" + pollfd.getInt(0) + ", revents=" + POLL_EVENTS.flags(pollfd.getShort(6) & 0xffff)
                        + "}");
            }
        }
        return "[" + String.join(", ", ready) + "]";
    }

    /** What ppoll found, with the time that is left. */
    static @Nullable String ppolled(TracedCall call) {
        String polled = polled(call);
        return polled == null || call.result() == 0 || call.arg(2) == 0
                ? polled
                : polled + ", left " + Times.TIMESPEC.print(call, call.arg(2));
    }

    static String fdSet(TracedCall call, long address) {
        int size = call.intArg(0);
        int bytes = size < 0 ? -1 : Math.ceilDiv(Math.min(size, FD_SETSIZE), Long.SIZE) * Long.BYTES;
        ByteBuffer set = bytes <= 0 ? null : call.struct(address, bytes);
        return set == null ? Printers.address(address) : "[" + String.join(" ", members(call, set, size)) + "]";
    }

    private static List<String> members(TracedCall call, ByteBuffer set, int size) {
        List<String> members = new ArrayList<>();
        for (int fd = 0; fd < Math.min(size, set.capacity() * Byte.SIZE); fd++) {
            if ((set.get(fd / Byte.SIZE) >> fd % Byte.SIZE & 1) != 0) {
                members.add(call.descriptor(fd));
            }
        }
        return members;
    }

    /** What select found, with the time that is left. */
    static @Nullable String selected(TracedCall call, Printer time) {
        if (call.failed()) {
            return null;
        }
        if (call.result() == 0) {
            return "Timeout";
        }
        List<String> found = new ArrayList<>();
        for (int i = 0; i < SET_NAMES.length; i++) {
            String set = call.arg(i + 1) == 0 ? "[]" : fdSet(call, call.arg(i + 1));
            if (!"[]".equals(set)) {
                found.add(SET_NAMES[i] + " " + set);
            }
        }
        if (call.arg(4) != 0) {
            found.add("left " + time.print(call, call.arg(4)));
        }
        return found.isEmpty() ? null : String.join(", ", found);
    }

    /** The last argument of pselect6: a mask with its size. */
    static String sigmask(TracedCall call, long address) {
        ByteBuffer pair = call.struct(address, 2 * Long.BYTES);
        return pair == null
                ? Printers.address(address)
                : "{sigmask=" + Signals.SIGSET.print(call, pair.getLong()) + ", sigsetsize=" + pair.getLong() + "}";
    }

    /** What epoll_ctl is to watch for; nobody reads it where a descriptor is taken away. */
    static String watched(TracedCall call, long address) {
        String event = call.intArg(1) == EPOLL_CTL_DEL ? null : event(call, address);
        return event == null ? Printers.address(address) : event;
    }

    static String events(TracedCall call, long address) {
        if (call.failed()) {
            return Printers.address(address);
        }
        return Printers.array(call, address, call.result(), i -> event(call, address + (long) i * SIZEOF_EPOLL_EVENT));
    }

    private static @Nullable String event(TracedCall call, long address) {
        ByteBuffer event = call.struct(address, SIZEOF_EPOLL_EVENT);
        return event == null
                ? null
                : "{events=" + EPOLL_EVENTS.flags(event.getInt()) + ", data={u32="
                        + Integer.toUnsignedString(event.getInt(4))
                        + ", u64=" + Long.toUnsignedString(event.getLong(4)) + "}}";
    }
}
