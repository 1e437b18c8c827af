package org.jernel.test.conformance;

import java.util.Arrays;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** What execve(2) and execveat(2) refuse. A success would cost the judge's own process its life. */
final class ExecTest {

    private static final int MAX_ARG_STRLEN = 131072;

    private static long vector(Task t, String... strings) {
        long[] pointers = new long[strings.length + 1];
        for (int i = 0; i < strings.length; i++) {
            pointers[i] = t.path(strings[i]);
        }
        return t.words(pointers);
    }

    private static void executable(Task t, String path, String content) {
        Paths.file(t, path, content);
        t.ok(CHMOD, t.path(path), 0755);
    }

    @ConformanceTest
    void thePathMustLeadToARegularFileThatMayBeExecuted(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/file", "text");
        Paths.directory(t, "/dir");
        Paths.symlink(t, "loop", "/loop");
        Paths.symlink(t, "file", "/link");
        t.ok(MKNOD, t.path("/fifo"), S_IFIFO | 0777, 0);
        long argv = vector(t, "x");
        t.fails(ENOENT, EXECVE, t.path("/none"), argv, 0);
        t.fails(ENOENT, EXECVE, t.path(""), argv, 0);
        t.fails(ENOTDIR, EXECVE, t.path("/file/x"), argv, 0);
        t.fails(ENOTDIR, EXECVE, t.path("/file/"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/file"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/link"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/dir"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/dir/"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/fifo"), argv, 0);
        t.fails(ELOOP, EXECVE, t.path("/loop"), argv, 0);
        t.fails(ENAMETOOLONG, EXECVE, t.path("/" + "x".repeat(256)), argv, 0);
        t.fails(ENAMETOOLONG, EXECVE, t.path("/x".repeat(2048)), argv, 0);
        t.fails(EFAULT, EXECVE, t.unmapped(), argv, 0);
    }

    @ConformanceTest
    void theFileMustBeAProgram(Scenario s) {
        var t = Paths.task(s);
        executable(t, "/empty", "");
        executable(t, "/junk", "neither this nor that\n");
        executable(t, "/half", "#");
        long argv = vector(t, "x");
        t.fails(ENOEXEC, EXECVE, t.path("/empty"), argv, 0);
        t.fails(ENOEXEC, EXECVE, t.path("/junk"), argv, 0);
        t.fails(ENOEXEC, EXECVE, t.path("/half"), argv, 0);
        t.fails(ENOEXEC, EXECVE, t.path("/junk"), 0, 0);
    }

    @ConformanceTest
    void aScriptNeedsAnInterpreter(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/plain", "text");
        executable(t, "/junk", "junk");
        executable(t, "/none", "#!");
        executable(t, "/blank", "#!  \t \nx");
        executable(t, "/missing", "#!/nowhere arg\n");
        executable(t, "/unended", "#! /nowhere");
        executable(t, "/denied", "#!/plain\n");
        executable(t, "/directory", "#!/\n");
        executable(t, "/tojunk", "#!/junk\n");
        executable(t, "/long", "#!/" + "n".repeat(300) + "\n");
        executable(t, "/longarg", "#!/nowhere " + "n".repeat(300) + "\n");
        executable(t, "/self", "#!/self\n");
        executable(t, "/relative", "#!plain\n");
        long argv = vector(t, "x");
        t.fails(EACCES, EXECVE, t.path("/none"), argv, 0);
        t.fails(ENOEXEC, EXECVE, t.path("/blank"), argv, 0);
        t.fails(ENOENT, EXECVE, t.path("/missing"), argv, 0);
        t.fails(ENOENT, EXECVE, t.path("/unended"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/denied"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/directory"), argv, 0);
        t.fails(ENOEXEC, EXECVE, t.path("/tojunk"), argv, 0);
        t.fails(ENOEXEC, EXECVE, t.path("/long"), argv, 0);
        t.fails(ENOENT, EXECVE, t.path("/longarg"), argv, 0);
        t.fails(ELOOP, EXECVE, t.path("/self"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/relative"), argv, 0);
    }

    @ConformanceTest
    void interpretersMayBeNestedFiveDeep(Scenario s) {
        var t = Paths.task(s);
        executable(t, "/s0", "junk");
        for (int i = 1; i <= 6; i++) {
            executable(t, "/s" + i, "#!/s" + (i - 1) + "\n");
        }
        long argv = vector(t, "x");
        t.fails(ENOEXEC, EXECVE, t.path("/s5"), argv, 0);
        t.fails(ELOOP, EXECVE, t.path("/s6"), argv, 0);
    }

    @ConformanceTest
    void stringsMustBeThereAndNotTooLong(Scenario s) {
        var t = Paths.task(s);
        executable(t, "/junk", "junk");
        Paths.file(t, "/plain", "text");
        long path = t.path("/junk");
        long argv = vector(t, "x");
        t.fails(EFAULT, EXECVE, path, t.unmapped(), 0);
        t.fails(EFAULT, EXECVE, path, argv, t.unmapped());
        t.fails(EFAULT, EXECVE, path, t.words(t.unmapped(), 0), 0);
        t.fails(EFAULT, EXECVE, path, argv, t.words(t.unmapped(), 0));
        t.fails(EACCES, EXECVE, t.path("/plain"), t.unmapped(), 0);
        t.fails(ENOENT, EXECVE, t.path("/none"), t.unmapped(), 0);
        long fits = t.text("a".repeat(MAX_ARG_STRLEN - 1) + "\0");
        t.fails(ENOEXEC, EXECVE, path, t.words(fits, 0), 0);
        long tooLong = t.text("a".repeat(MAX_ARG_STRLEN) + "\0");
        t.fails(E2BIG, EXECVE, path, t.words(tooLong, 0), 0);
        t.fails(E2BIG, EXECVE, path, argv, t.words(tooLong, 0));
        long[] many = new long[18];
        Arrays.fill(many, fits);
        many[17] = 0;
        t.fails(E2BIG, EXECVE, path, t.words(many), 0);
    }

    @ConformanceTest
    void execveatBeginsAtADescriptor(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/dir");
        executable(t, "/dir/junk", "junk");
        executable(t, "/dir/script", "#!/none\n");
        Paths.file(t, "/dir/plain", "text");
        Paths.symlink(t, "junk", "/dir/link");
        long dir = Paths.open(t, "/dir", O_DIRECTORY);
        long junk = Paths.open(t, "/dir/junk", O_RDONLY);
        long plain = Paths.open(t, "/dir/plain", O_RDONLY);
        long script = Paths.open(t, "/dir/script", O_RDONLY | O_CLOEXEC);
        long argv = vector(t, "x");
        long empty = t.path("");
        t.fails(ENOEXEC, EXECVEAT, dir, t.path("junk"), argv, 0, 0);
        t.fails(ENOEXEC, EXECVEAT, 99, t.path("/dir/junk"), argv, 0, 0);
        t.fails(ENOEXEC, EXECVEAT, dir, t.path("link"), argv, 0, 0);
        t.fails(ELOOP, EXECVEAT, dir, t.path("link"), argv, 0, AT_SYMLINK_NOFOLLOW);
        t.fails(EBADF, EXECVEAT, 99, t.path("junk"), argv, 0, 0);
        t.fails(ENOTDIR, EXECVEAT, junk, t.path("x"), argv, 0, 0);
        t.fails(ENOENT, EXECVEAT, junk, empty, argv, 0, 0);
        t.fails(ENOEXEC, EXECVEAT, junk, empty, argv, 0, AT_EMPTY_PATH);
        t.fails(EACCES, EXECVEAT, plain, empty, argv, 0, AT_EMPTY_PATH);
        t.fails(EACCES, EXECVEAT, dir, empty, argv, 0, AT_EMPTY_PATH);
        t.fails(ENOENT, EXECVEAT, script, empty, argv, 0, AT_EMPTY_PATH);
        t.fails(EBADF, EXECVEAT, 99, empty, argv, 0, AT_EMPTY_PATH);
        t.fails(EINVAL, EXECVEAT, dir, t.path("junk"), argv, 0, 2);
    }

    @ConformanceTest
    void onlyWhoMayExecutes(Scenario s) {
        var t = Paths.task(s);
        executable(t, "/junk", "junk");
        executable(t, "/hidden", "#!/secret\n");
        executable(t, "/secret", "junk");
        t.ok(CHMOD, t.path("/junk"), 0711);
        t.ok(CHMOD, t.path("/secret"), 0744);
        long argv = vector(t, "x");
        t.fails(ENOEXEC, EXECVE, t.path("/secret"), argv, 0);
        t.ok(SETRESUID, 1000, 1000, 1000);
        t.fails(ENOEXEC, EXECVE, t.path("/junk"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/secret"), argv, 0);
        t.fails(EACCES, EXECVE, t.path("/hidden"), argv, 0);
    }
}
