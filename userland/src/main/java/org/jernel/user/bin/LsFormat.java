package org.jernel.user.bin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Stat;

/** How {@code ls} shows files: a line each, a line each with all that is known, or columns on a terminal. */
final class LsFormat {

    /** Of what is older or younger than half a year the year is shown and not the hour. */
    private static final long HALF_A_YEAR = 31_556_952 / 2;

    private static final DateTimeFormatter RECENT = DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter OLD = DateTimeFormatter.ofPattern("MMM ppd  yyyy", Locale.ROOT);

    private static final int BLOCKS_PER_KILOBYTE = 2;
    private static final int GAP = 2;

    private final Libc libc;
    private final Users users;
    private final boolean details;
    private final boolean numeric;
    private final boolean inodes;
    private final int width;

    private LsFormat(Libc libc, Getopt.Use use, int width) {
        this.libc = libc;
        this.users = new Users(libc);
        this.numeric = use.has('n');
        this.details = use.has('l') || numeric;
        this.inodes = use.has('i');
        this.width = width;
    }

    static LsFormat of(Libc libc, Getopt.Use use) {
        int terminal = libc.terminalWidth(Libc.STDOUT_FILENO);
        int width = use.has('C') && terminal == 0 ? Libc.TERMINAL_WIDTH : terminal;
        return new LsFormat(libc, use, use.has('1') ? 0 : width);
    }

    void printDirectory(List<LsEntry> entries) {
        if (details) {
            long blocks = entries.stream().mapToLong(entry -> entry.stat().blocks()).sum();
            libc.printf("total %d\n", (blocks + BLOCKS_PER_KILOBYTE - 1) / BLOCKS_PER_KILOBYTE);
        }
        print(entries);
    }

    void print(List<LsEntry> entries) {
        StringBuilder text = new StringBuilder();
        if (details) {
            printDetails(text, entries);
        } else if (width == 0) {
            List<String> numbers = right(entries, LsFormat::inode);
            for (int i = 0; i < entries.size(); i++) {
                text.append(inodes ? numbers.get(i) + " " : "").append(entries.get(i).name()).append('\n');
            }
        } else {
            List<String> numbers = right(entries, LsFormat::inode);
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                cells.add((inodes ? numbers.get(i) + " " : "") + entries.get(i).name());
            }
            printColumns(text, cells);
        }
        libc.printf("%s", text);
    }

    private void printDetails(StringBuilder text, List<LsEntry> entries) {
        List<String> numbers = right(entries, LsFormat::inode);
        List<String> links = right(entries, entry -> Long.toString(entry.stat().nlink()));
        List<String> owners = left(entries, entry -> user(entry.stat().uid()));
        List<String> groups = left(entries, entry -> group(entry.stat().gid()));
        List<String> sizes = sizes(entries);
        long now = libc.time();
        for (int i = 0; i < entries.size(); i++) {
            LsEntry entry = entries.get(i);
            text.append(inodes ? numbers.get(i) + " " : "")
                    .append(FileModes.format(entry.stat().mode()))
                    .append(' ').append(links.get(i))
                    .append(' ').append(owners.get(i))
                    .append(' ').append(groups.get(i))
                    .append(' ').append(sizes.get(i))
                    .append(' ').append(date(entry.stat().mtime().getEpochSecond(), now))
                    .append(' ').append(entry.name())
                    .append(target(entry)).append('\n');
        }
    }

    private String user(int uid) {
        return numeric ? Integer.toUnsignedString(uid) : users.user(uid);
    }

    private String group(int gid) {
        return numeric ? Integer.toUnsignedString(gid) : users.group(gid);
    }

    private static String inode(LsEntry entry) {
        return Long.toUnsignedString(entry.stat().ino());
    }

    /** Bytes, or of a device its two numbers, which stand in the same column. */
    private static List<String> sizes(List<LsEntry> entries) {
        List<LsEntry> devices = entries.stream().filter(LsFormat::isDevice).toList();
        int majors = width(devices, entry -> Integer.toString(Stat.major(entry.stat().rdev())));
        int minors = width(devices, entry -> Integer.toString(Stat.minor(entry.stat().rdev())));
        return right(entries, entry -> isDevice(entry)
                ? pad(Integer.toString(Stat.major(entry.stat().rdev())), majors, true) + ", "
                        + pad(Integer.toString(Stat.minor(entry.stat().rdev())), minors, true)
                : Long.toString(entry.stat().size()));
    }

    private static boolean isDevice(LsEntry entry) {
        return entry.stat().is(Stat.S_IFCHR) || entry.stat().is(Stat.S_IFBLK);
    }

    private static String date(long mtime, long now) {
        ZonedDateTime time = Instant.ofEpochSecond(mtime).atZone(ZoneOffset.UTC);
        return (mtime > now - HALF_A_YEAR && mtime <= now ? RECENT : OLD).format(time);
    }

    private String target(LsEntry entry) {
        String target = entry.stat().is(Stat.S_IFLNK) ? libc.readlink(entry.path()) : null;
        return target == null ? "" : " -> " + target;
    }

    /** As many columns as fit, filled from the top to the bottom. */
    private void printColumns(StringBuilder text, List<String> cells) {
        int rows = 1;
        while (rows < cells.size() && lineWidth(cells, rows) > width) {
            rows++;
        }
        List<Integer> widths = columnWidths(cells, rows);
        for (int row = 0; row < rows && row < cells.size(); row++) {
            for (int at = row; at < cells.size(); at += rows) {
                boolean last = at + rows >= cells.size();
                text.append(last ? cells.get(at) : pad(cells.get(at), widths.get(at / rows) + GAP, false));
            }
            text.append('\n');
        }
    }

    private static int lineWidth(List<String> cells, int rows) {
        List<Integer> widths = columnWidths(cells, rows);
        return widths.stream().mapToInt(Integer::intValue).sum() + GAP * (widths.size() - 1);
    }

    private static List<Integer> columnWidths(List<String> cells, int rows) {
        List<Integer> widths = new ArrayList<>();
        for (int at = 0; at < cells.size(); at += rows) {
            List<String> column = cells.subList(at, Math.min(at + rows, cells.size()));
            widths.add(column.stream().mapToInt(String::length).max().orElse(0));
        }
        return widths;
    }

    private static List<String> right(List<LsEntry> entries, Function<LsEntry, String> column) {
        int width = width(entries, column);
        return entries.stream().map(entry -> pad(column.apply(entry), width, true)).toList();
    }

    private static List<String> left(List<LsEntry> entries, Function<LsEntry, String> column) {
        int width = width(entries, column);
        return entries.stream().map(entry -> pad(column.apply(entry), width, false)).toList();
    }

    private static int width(List<LsEntry> entries, Function<LsEntry, String> column) {
        return entries.stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        return right ? blanks + text : text + blanks;
    }
}
