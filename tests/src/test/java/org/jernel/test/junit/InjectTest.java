package org.jernel.test.junit;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.inject.Injector;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.syscall.Errno.EMFILE;
import static org.jernel.syscall.Errno.ENOBUFS;
import static org.jernel.test.assertj.JernelAssertions.assertThatErrno;

/** Calls that a test has asked to fail. */
@JernelTest
final class InjectTest {

    @Test
    @Inject({"socket:error=EMFILE:when=2", "inject=sock_create:error=ENOBUFS:when=2"})
    void theSecondSocketAndTheThirdFail(Libc libc) {
        int first = libc.socket(AF_INET, SOCK_DGRAM, 0);
        assertThat(first).isNotNegative();
        assertThat(libc.socket(AF_INET, SOCK_DGRAM, 0)).isEqualTo(-1);
        assertThatErrno(libc).is(EMFILE);
        assertThat(libc.socket(AF_INET, SOCK_DGRAM, 0)).isEqualTo(-1);
        assertThatErrno(libc).is(ENOBUFS);
        int last = libc.socket(AF_INET, SOCK_DGRAM, 0);
        assertThat(libc.close(first)).isZero();
        assertThat(libc.close(last)).isZero();
    }

    @AfterEach
    void nothingIsInjectedAfterTheTest(Kernel kernel) {
        assertThat(Injector.of(kernel).list()).isEmpty();
    }
}
