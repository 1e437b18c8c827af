package org.jernel.test.conformance;

import java.util.ArrayList;
import java.util.List;

import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** The steps that scenarios of files share. */
final class Paths {

    /** Where {@code struct linux_dirent64} has them. */
    private static final int DIRENT_LENGTH = 16;

    private static final int DIRENT_TYPE = 18;
    private static final int DIRENT_NAME = 19;
    private static final int LISTING = 4096;

    private Paths() {}

    /** A task whose root is an empty directory of its own. */
    static Task task(Scenario s) {
        var t = s.task();
        t.kernelTask().enterScratch();
        return t;
    }

    /** A task whose root has nothing but {@code /proc}. */
    static Task procTask(Scenario s) {
        var t = task(s);
        directory(t, "/proc");
        t.ok(MOUNT, t.path("proc"), t.path("/proc"), t.path("proc"), 0, 0);
        return t;
    }

    static long open(Task t, String path, int flags) {
        return t.ok(OPEN, t.path(path), flags, 0644);
    }

    /** Makes a file with that content. */
    static void file(Task t, String path, String content) {
        long fd = open(t, path, O_WRONLY | O_CREAT | O_TRUNC);
        if (!content.isEmpty()) {
            t.gives(content.length(), WRITE, fd, t.text(content), content.length());
        }
        t.ok(CLOSE, fd);
    }

    static void directory(Task t, String path) {
        t.ok(MKDIR, t.path(path), 0755);
    }

    static void symlink(Task t, String target, String path) {
        t.ok(SYMLINK, t.path(target), t.path(path));
    }

    /** What a file has is that, and no more. */
    static void has(Task t, String path, String content) {
        long fd = open(t, path, O_RDONLY);
        reads(t, fd, content);
        t.ok(CLOSE, fd);
    }

    /** What comes from here to the end is that. */
    static void reads(Task t, long fd, String content) {
        int room = content.length() + 8;
        long buffer = t.alloc(room);
        t.gives(content.length(), READ, fd, buffer, room);
        assertThat(t.textAt(buffer, content.length())).isEqualTo(content);
    }

    static void stat(Task t, String path) {
        t.ok(STAT, t.path(path), t.statOut());
    }

    /** The names in a directory with their types, in order, without the dots. */
    static List<String> list(Task t, String path) {
        long fd = open(t, path, O_DIRECTORY);
        List<String> names = list(t, fd);
        t.ok(CLOSE, fd);
        return names;
    }

    static List<String> list(Task t, long fd) {
        long buffer = t.alloc(LISTING);
        List<String> names = new ArrayList<>();
        for (long got = t.unrecorded(GETDENTS64, fd, buffer, LISTING);
                got > 0;
                got = t.unrecorded(GETDENTS64, fd, buffer, LISTING)) {
            for (long at = buffer; at < buffer + got; at += t.shortAt(at + DIRENT_LENGTH)) {
                String rest = t.textAt(at + DIRENT_NAME, t.shortAt(at + DIRENT_LENGTH) - DIRENT_NAME);
                int type = t.bytesAt(at + DIRENT_TYPE, 1)[0];
                names.add(rest.substring(0, rest.indexOf('\0')) + ":" + type);
            }
        }
        names.removeIf(name -> name.equals(".:4") || name.equals("..:4"));
        names.sort(null);
        return names;
    }
}
