package org.jernel.test.judge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel tells of files, in words that are the same on every arm: a file is named by the order in which it was first
 * seen, and a time is the present one unless the scenario set it.
 */
final class FileStructs {

    /** Times before this, in seconds, no clock shows: who has one was given it. */
    private static final long EARLIEST_NOW = 1_000_000_000;
    /** STATX_BASIC_STATS and STATX_BTIME: which others there are differs between Linux and Linux. */
    private static final int COMPARED_MASK = 0xfff;
    private static final int DIRENT_HEADER = 19;
    private static final int UNWRITTEN = 0xeeee;

    private FileStructs() {}

    private static ByteBuffer fields(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A {@code struct stat}. */
    static void stat(byte[] bytes, Recording recording, StringBuilder text) {
        var stat = fields(bytes);
        text.append("={").append(recording.inode(stat.getLong(0), stat.getLong(8)));
        text.append(" mode ").append(Integer.toOctalString(stat.getInt(24)));
        text.append(" links ").append(stat.getLong(16));
        text.append(" owner ").append(stat.getInt(28)).append(':').append(stat.getInt(32));
        text.append(" rdev ").append(stat.getLong(40)).append(" size ").append(stat.getLong(48));
        text.append(" blocks ").append(stat.getLong(64)).append(" of ").append(stat.getLong(56));
        time(" accessed ", stat.getLong(72), stat.getLong(80), text);
        time(" modified ", stat.getLong(88), stat.getLong(96), text);
        text.append('}');
    }

    /** A {@code struct statx}. */
    static void statx(byte[] bytes, Recording recording, StringBuilder text) {
        var statx = fields(bytes);
        int device = statx.getInt(0x88) << 20 | statx.getInt(0x8c);
        text.append("={").append(recording.inode(device, statx.getLong(0x20)));
        text.append(" mask 0x").append(Integer.toHexString(statx.getInt(0) & COMPARED_MASK));
        text.append(" mode ").append(Integer.toOctalString(statx.getShort(0x1c) & 0xffff));
        text.append(" links ").append(statx.getInt(0x10));
        text.append(" owner ").append(statx.getInt(0x14)).append(':').append(statx.getInt(0x18));
        text.append(" rdev ").append(statx.getInt(0x80)).append(':').append(statx.getInt(0x84));
        text.append(" size ").append(statx.getLong(0x28));
        text.append(" blocks ").append(statx.getLong(0x30)).append(" of ").append(statx.getInt(4));
        time(" accessed ", statx.getLong(0x40), statx.getInt(0x48), text);
        time(" modified ", statx.getLong(0x70), statx.getInt(0x78), text);
        text.append('}');
    }

    private static void time(String what, long seconds, long nanos, StringBuilder text) {
        if (seconds < EARLIEST_NOW) {
            text.append(what).append(seconds).append('.').append(nanos);
        }
    }

    /** The {@code struct linux_dirent64} of a listing, in the order of their names. */
    static void dirents(byte[] bytes, StringBuilder text) {
        var listing = fields(bytes);
        List<String> names = new ArrayList<>();
        int at = 0;
        while (at + DIRENT_HEADER < bytes.length && (listing.getShort(at + 16) & 0xffff) != UNWRITTEN) {
            int length = listing.getShort(at + 16);
            String rest = new String(
                    bytes, at + DIRENT_HEADER, length - DIRENT_HEADER, StandardCharsets.ISO_8859_1);
            names.add(rest.substring(0, rest.indexOf('\0')) + ':' + bytes[at + 18]);
            at += length;
        }
        names.sort(null);
        text.append('=').append(names);
    }
}
