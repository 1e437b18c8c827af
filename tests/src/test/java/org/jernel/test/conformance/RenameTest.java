package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Moving names. rename(2). */
final class RenameTest {

    @ConformanceTest
    void aFileTakesTheNameOfAnother(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        Paths.file(t, "/a", "of a");
        Paths.file(t, "/d/b", "of b");
        long old = Paths.open(t, "/d/b", O_RDONLY);
        t.ok(RENAME, t.path("/a"), t.path("/d/b"));
        Paths.has(t, "/d/b", "of a");
        t.fails(ENOENT, OPEN, t.path("/a"), O_RDONLY);
        t.ok(FSTAT, old, t.statOut());
        Paths.reads(t, old, "of b");
        t.ok(RENAME, t.path("/d/b"), t.path("/d/c"));
        assertThat(Paths.list(t, "/d")).containsExactly("c:8");
        Paths.stat(t, "/d");
        Paths.stat(t, "/");
    }

    @ConformanceTest
    void aDirectoryTakesWhatIsInItAlong(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/a");
        Paths.directory(t, "/a/sub");
        Paths.directory(t, "/b");
        Paths.directory(t, "/b/empty");
        Paths.file(t, "/a/sub/f", "deep");
        t.ok(RENAME, t.path("/a/sub"), t.path("/b/empty"));
        Paths.has(t, "/b/empty/f", "deep");
        Paths.has(t, "/b/empty/../empty/f", "deep");
        for (String path : new String[] {"/", "/a", "/b", "/b/empty"}) {
            Paths.stat(t, path);
        }
        t.ok(RENAME, t.path("/b/"), t.path("/a/b2/"));
        Paths.has(t, "/a/b2/empty/f", "deep");
    }

    @ConformanceTest
    void whatIsInTheWay(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        Paths.directory(t, "/d/e");
        Paths.directory(t, "/full");
        Paths.file(t, "/full/x", "");
        Paths.file(t, "/f", "f");
        t.fails(ENOENT, RENAME, t.path("/none"), t.path("/x"));
        t.fails(ENOENT, RENAME, t.path("/f"), t.path("/none/x"));
        t.fails(ENOTDIR, RENAME, t.path("/d"), t.path("/f"));
        t.fails(EISDIR, RENAME, t.path("/f"), t.path("/d"));
        t.fails(ENOTEMPTY, RENAME, t.path("/d"), t.path("/full"));
        t.fails(EINVAL, RENAME, t.path("/d"), t.path("/d/e/x"));
        t.fails(EINVAL, RENAME, t.path("/d"), t.path("/d/e"));
        t.fails(ENOTEMPTY, RENAME, t.path("/d/e"), t.path("/d"));
        t.fails(ENOTDIR, RENAME, t.path("/f/"), t.path("/g"));
        t.fails(ENOTDIR, RENAME, t.path("/f"), t.path("/g/"));
        t.fails(EBUSY, RENAME, t.path("/"), t.path("/g"));
        t.fails(EBUSY, RENAME, t.path("/f"), t.path("/d/."));
        t.fails(EBUSY, RENAME, t.path("/d/.."), t.path("/g"));
        t.ok(RENAME, t.path("/f"), t.path("/f"));
        t.ok(RENAME, t.path("/d"), t.path("/d"));
        t.ok(LINK, t.path("/f"), t.path("/f2"));
        t.ok(RENAME, t.path("/f"), t.path("/f2"));
        assertThat(Paths.list(t, "/")).containsExactly("d:4", "f2:8", "f:8", "full:4");
    }

    @ConformanceTest
    void anExchangeAndOneThatReplacesNothing(Scenario s) {
        var t = Paths.task(s);
        Paths.directory(t, "/d");
        Paths.file(t, "/d/in", "in d");
        Paths.file(t, "/f", "of f");
        Paths.directory(t, "/p");
        t.fails(EEXIST, RENAMEAT2, AT_FDCWD, t.path("/f"), AT_FDCWD, t.path("/d"), RENAME_NOREPLACE);
        t.ok(RENAMEAT2, AT_FDCWD, t.path("/f"), AT_FDCWD, t.path("/p/f"), RENAME_NOREPLACE);
        t.fails(EEXIST, RENAMEAT2, AT_FDCWD, t.path("/p/f"), AT_FDCWD, t.path("/p/.."), RENAME_NOREPLACE);
        t.fails(ENOENT, RENAMEAT2, AT_FDCWD, t.path("/p/f"), AT_FDCWD, t.path("/g"), RENAME_EXCHANGE);
        t.ok(RENAMEAT2, AT_FDCWD, t.path("/p/f"), AT_FDCWD, t.path("/d"), RENAME_EXCHANGE);
        Paths.has(t, "/d", "of f");
        Paths.has(t, "/p/f/in", "in d");
        Paths.stat(t, "/");
        Paths.stat(t, "/p");
        t.fails(EINVAL, RENAMEAT2, AT_FDCWD, t.path("/p"), AT_FDCWD, t.path("/p/f"), RENAME_EXCHANGE);
        t.fails(EINVAL, RENAMEAT2, AT_FDCWD, t.path("/p/f"), AT_FDCWD, t.path("/p"), RENAME_EXCHANGE);
        t.fails(EINVAL, RENAMEAT2, AT_FDCWD, t.path("/d"), AT_FDCWD, t.path("/x"), RENAME_EXCHANGE | RENAME_NOREPLACE);
        t.fails(EINVAL, RENAMEAT2, AT_FDCWD, t.path("/d"), AT_FDCWD, t.path("/x"), 64);
        assertThat(Paths.list(t, "/")).containsExactly("d:8", "p:4");
    }
}
