package org.jernel.kernel.fs;

import java.util.HashMap;
import java.util.Map;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What a tmpfs is mounted with. {@code shmem_parse_one}.
 *
 * @param memory the pages of the machine, by which what is not given is measured
 * @param blocks the most pages, 0 for no limit
 * @param inodes the most files, 0 for no limit
 */
record TmpfsOptions(long memory, long blocks, long inodes, int mode, int uid, int gid) {

    private static final int DEFAULT_MODE = FileMode.S_ISVTX | FileMode.S_IRWXUGO;

    /** So that a kernel boots in however little memory: what it shows below /dev and /bin takes inodes and no blocks. */
    private static final int LEAST_INODES = 4096;

    private static final int PERCENT = 100;
    private static final int OCTAL = 8;
    private static final int KILO = 1024;

    /** Half of the memory, as in Linux. {@code shmem_default_max_blocks}. */
    static TmpfsOptions defaults(long memory) {
        long half = memory / 2;
        return new TmpfsOptions(memory, half, Math.max(half, LEAST_INODES), DEFAULT_MODE, 0, 0);
    }

    /** These with some that are given anew; throws EINVAL for an option that is not known, or a value that is none. */
    TmpfsOptions changedBy(String options) {
        Map<String, String> given = new HashMap<>();
        for (String option : options.split(",")) {
            int equals = option.indexOf('=');
            if (!option.isEmpty()) {
                given.put(option.substring(0, equals < 0 ? option.length() : equals), option.substring(equals + 1));
            }
        }
        String size = given.remove("size");
        String nrBlocks = given.remove("nr_blocks");
        String nrInodes = given.remove("nr_inodes");
        long blocks = nrBlocks != null ? number(nrBlocks) : size == null ? this.blocks : pages(size, memory);
        TmpfsOptions parsed = new TmpfsOptions(
                memory,
                blocks,
                nrInodes == null ? inodes : number(nrInodes),
                octal(given.remove("mode"), mode),
                id(given.remove("uid"), uid),
                id(given.remove("gid"), gid));
        if (!given.isEmpty()) {
            throw Errno.EINVAL.exception();
        }
        return parsed;
    }

    private static long pages(String size, long memory) {
        if (size.endsWith("%")) {
            return number(size.substring(0, size.length() - 1)) * memory / PERCENT;
        }
        return (number(size) + Statfs.BLOCK_SIZE - 1) / Statfs.BLOCK_SIZE;
    }

    /** {@code memparse}: with k, m or g behind it. */
    private static long number(String text) {
        int shift = switch (text.isEmpty() ? ' ' : Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
        if (!digits.matches("[0-9]{1,12}")) {
            throw Errno.EINVAL.exception();
        }
        return Long.parseLong(digits) << shift;
    }

    private static int octal(@Nullable String text, int otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-7]{1,5}")) {
            throw Errno.EINVAL.exception();
        }
        return Integer.parseInt(text, OCTAL) & FileMode.S_IALLUGO;
    }

    private static int id(@Nullable String text, int otherwise) {
        return text == null ? otherwise : (int) number(text);
    }

    /** Those that are not the default, each after a comma. {@code shmem_show_options}. */
    String show() {
        TmpfsOptions usual = defaults(memory);
        return (blocks == usual.blocks ? "" : ",size=" + blocks * (Statfs.BLOCK_SIZE / KILO) + "k")
                + (inodes == usual.inodes ? "" : ",nr_inodes=" + inodes)
                + (mode == usual.mode ? "" : ",mode=%03o".formatted(mode))
                + (uid == 0 ? "" : ",uid=" + Integer.toUnsignedString(uid))
                + (gid == 0 ? "" : ",gid=" + Integer.toUnsignedString(gid));
    }
}
