package org.jernel.kernel.module;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The files of a jar, as the directory at its end lists them.
 *
 * <p>A reader that goes from file to file, as {@code ZipInputStream} does, takes what is left of a jar that was cut off for a
 * whole one. This one believes no number before it has looked, and names the byte where something is wrong.
 */
final class JarReader {

    /** What a jar may unpack to: far above any module, and no danger to the host. */
    private static final int MAX_UNPACKED = 64 << 20;

    private static final int LOCAL_MAGIC = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL_MAGIC = 0x02014b50;
    private static final int CENTRAL_SIZE = 46;
    private static final int END_MAGIC = 0x06054b50;
    private static final int END_SIZE = 22;

    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final byte[] jar;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private int unpacked;

    private JarReader(byte[] jar) {
        this.jar = jar;
    }

    /** The files by their paths, in the directory's order. */
    static Map<String, byte[]> read(byte[] jar) throws ModuleFormatException {
        JarReader reader = new JarReader(jar);
        reader.read();
        return reader.files;
    }

    private void read() throws ModuleFormatException {
        if (jar.length < LOCAL_SIZE || int32(0) != LOCAL_MAGIC) {
            throw new ModuleFormatException("Invalid module: not a jar");
        }
        int end = findEnd();
        int at = uint32(end + 16);
        if (at + (long) uint32(end + 12) != end) {
            throw damaged(end, "the directory does not end where the jar does");
        }
        for (int left = uint16(end + 10); left > 0; left--) {
            at = readEntry(at, end);
        }
        if (at != end) {
            throw damaged(at, "the directory has more files than it says");
        }
    }

    private int findEnd() throws ModuleFormatException {
        for (int at = jar.length - END_SIZE; at >= 0; at--) {
            int after = int32(at) == END_MAGIC ? at + END_SIZE + uint16(at + 20) : Integer.MAX_VALUE;
            if (after < jar.length) {
                throw damaged(after, (jar.length - after) + " bytes follow the end of the jar");
            }
            if (after == jar.length) {
                return at;
            }
        }
        throw damaged(jar.length, "it ends without a directory: the jar is truncated");
    }

    /** Reads a file by its line of the directory. Returns where the next one is. */
    private int readEntry(int at, int end) throws ModuleFormatException {
        if (end - at < CENTRAL_SIZE || int32(at) != CENTRAL_MAGIC) {
            throw damaged(at, "no line of the directory");
        }
        int nameLength = uint16(at + 28);
        long next = (long) at + CENTRAL_SIZE + nameLength + uint16(at + 30) + uint16(at + 32);
        if (next > end) {
            throw damaged(at, "a line of the directory goes beyond its end");
        }
        String name = new String(jar, at + CENTRAL_SIZE, nameLength, StandardCharsets.UTF_8);
        if ((uint16(at + 8) & ENCRYPTED) != 0) {
            throw damaged(at, name + " is encrypted");
        }
        int local = uint32(at + 42);
        byte[] packed = packed(name, local, uint32(at + 20), at);
        byte[] bytes = unpack(name, local, packed, uint16(at + 10), uint32(at + 24));
        CRC32 sum = new CRC32();
        sum.update(bytes);
        if ((int) sum.getValue() != int32(at + 16)) {
            throw damaged(local, name + " has another checksum than the directory says");
        }
        if (files.put(name, bytes) != null) {
            throw damaged(at, "the directory lists " + name + " twice");
        }
        return (int) next;
    }

    /** A file as it lies in the jar, which ends before the directory's line that tells of it. */
    private byte[] packed(String name, int local, int size, int directory) throws ModuleFormatException {
        if (local > directory - LOCAL_SIZE || int32(local) != LOCAL_MAGIC) {
            throw damaged(local, "no file, but the directory has " + name + " there");
        }
        long from = (long) local + LOCAL_SIZE + uint16(local + 26) + uint16(local + 28);
        if (from + size > directory) {
            throw damaged(local, name + " goes beyond the end of the files");
        }
        byte[] packed = new byte[size];
        System.arraycopy(jar, (int) from, packed, 0, size);
        return packed;
    }

    private byte[] unpack(String name, int local, byte[] packed, int method, int size)
            throws ModuleFormatException {
        unpacked = size > MAX_UNPACKED - unpacked ? Integer.MAX_VALUE : unpacked + size;
        if (unpacked > MAX_UNPACKED) {
            throw damaged(local, name + " takes it above " + (MAX_UNPACKED >> 20) + " MiB");
        }
        byte[] bytes = switch (method) {
            case STORED -> packed;
            case DEFLATED -> inflate(name, local, packed, size);
            default -> throw damaged(local, name + " is packed by method " + method + ", which is not known");
        };
        if (bytes.length != size) {
            throw damaged(local, name + " has not the size that the directory says");
        }
        return bytes;
    }

    private static byte[] inflate(String name, int local, byte[] packed, int size) throws ModuleFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            byte[] bytes = new byte[size];
            int done = inflater.inflate(bytes);
            // What is no byte of the file may still be to come: the mark of its end, or more than there should be.
            boolean whole = done == size && inflater.inflate(new byte[1]) == 0 && inflater.finished();
            if (!whole) {
                throw damaged(local, name + " has not the size that the directory says");
            }
            return bytes;
        } catch (DataFormatException e) {
            throw damaged(local, name + " cannot be unpacked: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private static ModuleFormatException damaged(int at, String what) {
        return new ModuleFormatException("Invalid module: at byte " + at + ": " + what);
    }

    private int uint16(int at) {
        return (jar[at] & 0xff) | ((jar[at + 1] & 0xff) << 8);
    }

    private int int32(int at) {
        return uint16(at) | (uint16(at + 2) << 16);
    }

    /** A size or a place: what is above any jar's is as good as the highest. */
    private int uint32(int at) {
        int value = int32(at);
        return value < 0 ? Integer.MAX_VALUE : value;
    }
}
