package org.jernel.test.judge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** The allocations of one task, and what the kernel has written to them since it was last asked. */
final class UserMemory {

    /** How an allocation is shown: as bytes, or as a struct with what the kernel picks of it named. */
    enum Kind {
        BYTES,
        SOCKADDR,
        STAT,
        STATX,
        /** What getdents64(2) writes, in the order of the names. */
        DIRENTS
    }

    /** What a fresh allocation holds: a zero that the kernel writes then shows. */
    private static final byte FILL = (byte) 0xee;

    private static final int ALIGNMENT = 16;
    private static final int POOL_BYTES = 1 << 18;
    private static final int SHOWN_BYTES = 32;
    /** An abstract name that the kernel picked: unix(7), "Autobind feature". */
    private static final Pattern AUTOBOUND = Pattern.compile("\0[0-9a-f]{5}");

    private static final int AUTOBOUND_BYTES = 8;

    private final KernelTask task;
    private final KernelTask.Mapping pool;
    private final List<Allocation> allocations = new ArrayList<>();
    private long next;

    /** A piece of memory that the scenario asked for, with its bytes as they were when last asked about. */
    private static final class Allocation {
        private final String name;
        private final long address;
        private final Kind kind;
        private final byte[] seen;

        Allocation(String name, long address, Kind kind, byte[] seen) {
            this.name = name;
            this.address = address;
            this.kind = kind;
            this.seen = seen;
        }

        boolean holds(long pointer) {
            return pointer >= address && pointer < address + seen.length;
        }
    }

    UserMemory(KernelTask task) {
        this.task = task;
        pool = task.map(POOL_BYTES);
        next = pool.address();
    }

    /** An address at which nothing is mapped. */
    long unmapped() {
        return pool.end();
    }

    long allocate(int size, Kind kind) {
        byte[] content = new byte[size];
        Arrays.fill(content, FILL);
        return place(content, kind);
    }

    long place(byte[] content, Kind kind) {
        long address = next;
        if (address + content.length > pool.end()) {
            address = task.map(content.length).address();
        } else {
            next = (address + content.length + ALIGNMENT - 1) & -ALIGNMENT;
        }
        return register(address, content, kind);
    }

    /** Content whose last byte is the last one before an unmapped page. */
    long placeAtEdge(byte[] content) {
        return register(task.map(content.length).end() - content.length, content, Kind.BYTES);
    }

    /** Content that the task may read and not write. */
    long placeReadOnly(byte[] content) {
        var mapping = task.map(content.length);
        long address = register(mapping.address(), content, Kind.BYTES);
        task.protect(mapping);
        return address;
    }

    private long register(long address, byte[] content, Kind kind) {
        task.write(address, content);
        allocations.add(new Allocation("m" + (allocations.size() + 1), address, kind, content.clone()));
        return address;
    }

    void write(long address, byte[] bytes) {
        task.write(address, bytes);
        for (var a : allocations) {
            if (a.holds(address)) {
                System.arraycopy(bytes, 0, a.seen, (int) (address - a.address), bytes.length);
            }
        }
    }

    /** An argument in words: a pointer by its allocation, anything else as the number that it is. */
    String describe(long argument) {
        for (var a : allocations) {
            if (a.holds(argument)) {
                return a.name + (argument == a.address ? "" : "+" + (argument - a.address));
            }
        }
        return argument == unmapped() ? "unmapped" : Long.toString(argument);
    }

    /** What has been written since the last call of this method, in words. */
    String takeChanges(Recording recording) {
        var text = new StringBuilder();
        for (var a : allocations) {
            byte[] now = task.read(a.address, a.seen.length);
            if (!Arrays.equals(now, a.seen)) {
                text.append(", ").append(a.name).append(describe(a, now, recording));
                System.arraycopy(now, 0, a.seen, 0, now.length);
            }
        }
        return text.toString();
    }

    private static String describe(Allocation a, byte[] now, Recording recording) {
        var text = new StringBuilder();
        int named = switch (a.kind) {
            case SOCKADDR -> named(now, recording, text);
            case STAT -> whole(now, () -> FileStructs.stat(now, recording, text));
            case STATX -> whole(now, () -> FileStructs.statx(now, recording, text));
            case DIRENTS -> whole(now, () -> FileStructs.dirents(now, text));
            case BYTES -> 0;
        };
        for (int from = named; from < now.length; from++) {
            int to = from;
            while (to < now.length && now[to] != a.seen[to]) {
                to++;
            }
            if (to > from) {
                text.append('+').append(from).append('=').append(hex(now, from, to));
                from = to;
            }
        }
        return text.toString();
    }

    /** Tells a struct sockaddr whose port or name the kernel picked, and gives how many of its bytes are told. */
    private static int named(byte[] address, Recording recording, StringBuilder text) {
        int family = address.length < Short.BYTES ? Linux.AF_UNSPEC : (address[0] & 0xff) | ((address[1] & 0xff) << 8);
        if (family == Linux.AF_INET && address.length >= Linux.SOCKADDR_IN) {
            int port = ByteBuffer.wrap(address).getShort(2) & 0xffff;
            String rest = HexFormat.of().formatHex(address, 4, Linux.SOCKADDR_IN);
            text.append("={AF_INET ").append(recording.port(port)).append(' ').append(rest).append('}');
            return Linux.SOCKADDR_IN;
        }
        if (family == Linux.AF_INET6 && address.length >= Linux.SOCKADDR_IN) {
            int told = Math.min(address.length, Linux.SOCKADDR_IN6);
            int port = ByteBuffer.wrap(address).getShort(2) & 0xffff;
            String rest = HexFormat.of().formatHex(address, 4, told);
            text.append("={AF_INET6 ").append(recording.port(port)).append(' ').append(rest).append('}');
            return told;
        }
        if (family == Linux.AF_UNIX && address.length > AUTOBOUND_BYTES && address[AUTOBOUND_BYTES] == FILL) {
            String name = new String(address, 2, AUTOBOUND_BYTES - 2, StandardCharsets.ISO_8859_1);
            if (AUTOBOUND.matcher(name).matches()) {
                text.append("={AF_UNIX ").append(recording.autobound(name)).append('}');
                return AUTOBOUND_BYTES;
            }
        }
        return 0;
    }

    private static int whole(byte[] bytes, Runnable tell) {
        tell.run();
        return bytes.length;
    }

    private static String hex(byte[] bytes, int from, int to) {
        int shown = Math.min(to, from + SHOWN_BYTES);
        String hex = HexFormat.of().formatHex(bytes, from, shown);
        if (shown == to) {
            return hex;
        }
        var crc = new CRC32();
        crc.update(bytes, from, to - from);
        return hex + "... (" + (to - from) + " bytes, crc " + Long.toHexString(crc.getValue()) + ")";
    }
}
