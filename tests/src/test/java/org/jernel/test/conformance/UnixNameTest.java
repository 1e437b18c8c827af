package org.jernel.test.conformance;

import org.jernel.test.judge.Call;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Struct;
import org.jernel.test.judge.Task;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** The names of AF_UNIX: paths, abstract names, and those that the kernel picks. unix(7). */
final class UnixNameTest {

    private static final String NAME = "name";

    @AfterEach
    void deleteHostFile() {
        Unix.deleteHostFile(NAME);
    }

    private static String nameOf(Task t, long fd) {
        long name = t.alloc(112);
        long length = t.cell(112);
        t.ok(GETSOCKNAME, fd, name, length);
        return t.textAt(name + 2, t.intAt(length) - 2);
    }

    @ConformanceTest
    void aPathIsKeptWithOneNul(Scenario s) {
        var t = s.task();
        String path = Unix.path(NAME);
        assertThat(nameOf(t, Unix.bound(t, SOCK_STREAM, path))).isEqualTo(path + "\0");
        t.ok(UNLINK, t.text(path + "\0"));
        assertThat(nameOf(t, Unix.bound(t, SOCK_STREAM, path + "\0rest"))).isEqualTo(path + "\0");
        t.ok(UNLINK, t.text(path + "\0"));
    }

    @ConformanceTest
    void aPathIsInUseUntilItIsUnlinkedEvenWhenItsSocketIsGone(Scenario s) {
        var t = s.task();
        String path = Unix.path(NAME);
        long first = Unix.bound(t, SOCK_STREAM, path);
        long second = Unix.socket(t, SOCK_DGRAM);
        t.fails(EADDRINUSE, BIND, second, Unix.addr(t, path), Unix.length(path));
        t.ok(CLOSE, first);
        t.fails(EADDRINUSE, BIND, second, Unix.addr(t, path), Unix.length(path));
        t.ok(UNLINK, t.text(path + "\0"));
        t.ok(BIND, second, Unix.addr(t, path), Unix.length(path));
        t.ok(UNLINK, t.text(path + "\0"));
        t.fails(ENOENT, UNLINK, t.text(path + "\0"));
    }

    @ConformanceTest
    void aPathIsRefusedAfterItsSocketIsGoneAndMissingAfterUnlink(Scenario s) {
        var t = s.task();
        String path = Unix.path(NAME);
        long listener = Unix.listener(t, SOCK_STREAM, path, 1);
        long client = Unix.socket(t, SOCK_STREAM);
        t.ok(CLOSE, listener);
        t.fails(ECONNREFUSED, CONNECT, client, Unix.addr(t, path), Unix.length(path));
        t.ok(UNLINK, t.text(path + "\0"));
        t.fails(ENOENT, CONNECT, client, Unix.addr(t, path), Unix.length(path));
    }

    @ConformanceTest
    void aSocketThatLostItsPathGoesOnListening(Scenario s) {
        var t = s.task();
        String path = Unix.path(NAME);
        long listener = Unix.listener(t, SOCK_STREAM, path, 1);
        long client = Unix.connected(t, SOCK_STREAM, path);
        t.ok(UNLINK, t.text(path + "\0"));
        long server = t.ok(ACCEPT, listener, 0, 0);
        Unix.send(t, client, "still");
        Unix.receives(t, server, "still");
        assertThat(nameOf(t, listener)).isEqualTo(path + "\0");
    }

    @ConformanceTest
    void aPathNeedsItsDirectory(Scenario s) {
        var t = s.task();
        String path = Unix.path(NAME);
        Unix.bound(t, SOCK_STREAM, path);
        long other = Unix.socket(t, SOCK_STREAM);
        t.fails(ENOENT, BIND, other, Unix.addr(t, "/none-such/x"), Unix.length("/none-such/x"));
        t.fails(ENOTDIR, BIND, other, Unix.addr(t, path + "/x"), Unix.length(path + "/x"));
        t.fails(EADDRINUSE, BIND, other, Unix.addr(t, "/tmp"), Unix.length("/tmp"));
        t.fails(ENOENT, CONNECT, other, Unix.addr(t, "/none-such/x"), Unix.length("/none-such/x"));
        t.fails(ENOTDIR, CONNECT, other, Unix.addr(t, path + "/x"), Unix.length(path + "/x"));
        t.fails(ECONNREFUSED, CONNECT, other, Unix.addr(t, "/tmp"), Unix.length("/tmp"));
        t.fails(ENOENT, UNLINK, t.text("/none-such/x\0"));
        t.fails(ENOTDIR, UNLINK, t.text(path + "/x\0"));
        t.fails(EISDIR, UNLINK, t.text("/tmp\0"));
        t.fails(ENOENT, UNLINK, t.text("\0"));
        t.fails(EFAULT, UNLINK, t.unmapped());
        t.ok(UNLINK, t.text(path + "\0"));
    }

    @ConformanceTest
    void aSocketHasOneName(Scenario s) {
        var t = s.task();
        String path = Unix.path(NAME);
        String name = Unix.abstractName("one");
        long fd = Unix.bound(t, SOCK_STREAM, name);
        t.fails(EINVAL, BIND, fd, Unix.addr(t, Unix.abstractName("two")), Unix.length(name));
        t.fails(EINVAL, BIND, fd, Unix.addr(t, path), Unix.length(path));
        t.fails(ENOENT, UNLINK, t.text(path + "\0"));
        t.ok(BIND, fd, Unix.addr(t, ""), 2);
        assertThat(nameOf(t, fd)).isEqualTo(name);
    }

    @ConformanceTest
    void anAbstractNameIsAllItsBytesAndGoesWithItsSocket(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("abstract");
        long first = Unix.bound(t, SOCK_STREAM, name);
        assertThat(nameOf(t, first)).isEqualTo(name);
        long second = Unix.socket(t, SOCK_STREAM);
        t.fails(EADDRINUSE, BIND, second, Unix.addr(t, name), Unix.length(name));
        assertThat(nameOf(t, Unix.bound(t, SOCK_STREAM, name + "\0"))).isEqualTo(name + "\0");
        t.ok(CLOSE, first);
        t.ok(BIND, second, Unix.addr(t, name), Unix.length(name));
    }

    @ConformanceTest
    void typesDoNotShareAbstractNames(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("types");
        Unix.listener(t, SOCK_STREAM, name, 1);
        long dgram = Unix.socket(t, SOCK_DGRAM);
        t.fails(ECONNREFUSED, CONNECT, dgram, Unix.addr(t, name), Unix.length(name));
        t.ok(BIND, dgram, Unix.addr(t, name), Unix.length(name));
    }

    @ConformanceTest
    void typesShareAPath(Scenario s) {
        var t = s.task();
        String path = Unix.path(NAME);
        Unix.listener(t, SOCK_STREAM, path, 1);
        t.fails(EPROTOTYPE, CONNECT, Unix.socket(t, SOCK_DGRAM), Unix.addr(t, path), Unix.length(path));
        t.fails(EPROTOTYPE, CONNECT, Unix.socket(t, SOCK_SEQPACKET), Unix.addr(t, path), Unix.length(path));
        long dgram = Unix.socket(t, SOCK_DGRAM);
        t.fails(EPROTOTYPE, SENDTO, dgram, t.text("x"), 1, 0, Unix.addr(t, path), Unix.length(path));
        t.ok(UNLINK, t.text(path + "\0"));
    }

    @ConformanceTest
    void theKernelPicksFiveHexDigits(Scenario s) {
        var t = s.task();
        long fd = Unix.socket(t, SOCK_DGRAM);
        t.ok(BIND, fd, Unix.addr(t, ""), 2);
        long name = t.alloc(16);
        long length = t.cell(16);
        t.unrecorded(GETSOCKNAME, fd, name, length);
        assertThat(t.intAt(length)).isEqualTo(8);
        assertThat(t.textAt(name + 2, 6)).matches("\0[0-9a-f]{5}");
    }

    @ConformanceTest
    void impossibleAddressesAreRefused(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("x");
        long addr = t.bytes(new Struct().int16(AF_UNIX).text(name + "\0".repeat(120)).bytes());
        long inet = t.bytes(new Struct().int16(AF_INET).text("\0".repeat(name.length())).bytes());
        long unspec = t.bytes(new Struct().int16(AF_UNSPEC).text("\0".repeat(name.length())).bytes());
        long fd = Unix.socket(t, SOCK_STREAM);
        for (var call : new Call[] {BIND, CONNECT}) {
            for (int length : new int[] {0, 1, 111, 128, 129, -1}) {
                t.fails(EINVAL, call, fd, addr, length);
            }
            t.fails(EINVAL, call, fd, inet, Unix.length(name));
            t.fails(EINVAL, call, fd, unspec, Unix.length(name));
            t.fails(EFAULT, call, fd, t.unmapped(), 10);
        }
        t.fails(EINVAL, CONNECT, fd, addr, 2);
    }

    @ConformanceTest
    void aNameIsCutToTheRoomThereIsAndItsLengthTold(Scenario s) {
        var t = s.task();
        String name = Unix.abstractName("cut");
        long fd = Unix.bound(t, SOCK_DGRAM, name);
        for (int room : new int[] {0, 1, 2, 5, 110}) {
            long length = t.cell(room);
            t.ok(GETSOCKNAME, fd, t.alloc(110), length);
            assertThat(t.intAt(length)).isEqualTo(Unix.length(name));
        }
        t.fails(EINVAL, GETSOCKNAME, fd, t.alloc(4), t.cell(-1));
        t.fails(ENOTCONN, GETPEERNAME, fd, t.alloc(110), t.cell(110));
    }
}
