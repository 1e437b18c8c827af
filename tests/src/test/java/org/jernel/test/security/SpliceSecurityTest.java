package org.jernel.test.security;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.security.Security;
import org.jernel.syscall.Errno;
import org.jernel.test.junit.JernelTest;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.test.assertj.JernelAssertions.assertThatErrno;

/** {@code file_permission} where files are moved to each other: asked of what is no pipe, and by sendfile of both. */
@JernelTest
final class SpliceSecurityTest implements FileSecurity {

    private static final int SENDFILE = 40;
    private static final int SPLICE = 275;
    private static final int TEE = 276;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0100;

    private final List<Integer> asked = new ArrayList<>();
    private int refused;

    @Override
    public long filePermission(File file, int mask) {
        asked.add(mask);
        return mask == refused ? Errno.EXFULL.negated() : 0;
    }

    @BeforeEach
    void register(Kernel kernel) {
        kernel.get(Security.class).securityAddHooks(this);
    }

    @Test
    void spliceAsksOfTheFileAndSendfileOfBoth(Libc libc) {
        int in = libc.open("/tmp/in", O_RDWR | O_CREAT, 0600);
        int out = libc.open("/tmp/out", O_RDWR | O_CREAT, 0600);
        assertThat(libc.write(in, new byte[8])).isEqualTo(8);
        assertThat(libc.lseek(in, 0, 0)).isZero();
        int[] pipe = requireNonNull(libc.pipe());
        int[] other = requireNonNull(libc.pipe());
        asked.clear();
        assertThat(libc.syscall(SPLICE, in, 0, pipe[1], 0, 2, 0)).isEqualTo(2);
        assertThat(asked).containsExactly(MAY_READ);
        assertThat(libc.syscall(TEE, pipe[0], other[1], 2, 0)).isEqualTo(2);
        assertThat(libc.syscall(SPLICE, other[0], 0, pipe[1], 0, 2, 0)).isEqualTo(2);
        assertThat(asked).containsExactly(MAY_READ);
        assertThat(libc.syscall(SPLICE, pipe[0], 0, out, 0, 4, 0)).isEqualTo(4);
        assertThat(asked).containsExactly(MAY_READ, MAY_WRITE);
        asked.clear();
        assertThat(libc.syscall(SENDFILE, out, in, 0, 2)).isEqualTo(2);
        assertThat(asked).startsWith(MAY_READ, MAY_WRITE);
        refused = MAY_WRITE;
        assertThat(libc.syscall(SENDFILE, out, in, 0, 2)).isEqualTo(-1);
        assertThatErrno(libc).is(Errno.EXFULL);
        refused = MAY_READ;
        assertThat(libc.syscall(SPLICE, in, 0, pipe[1], 0, 2, 0)).isEqualTo(-1);
        assertThatErrno(libc).is(Errno.EXFULL);
        for (int fd : new int[] {in, out, pipe[0], pipe[1], other[0], other[1]}) {
            assertThat(libc.close(fd)).isZero();
        }
    }
}
