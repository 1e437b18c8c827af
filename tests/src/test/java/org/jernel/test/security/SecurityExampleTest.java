package org.jernel.test.security;

import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskSecurity;
import org.jernel.net.core.SocketSecurity;
import org.jernel.syscall.Registration;
import org.jernel.test.junit.JernelTest;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_RAW;
import static org.jernel.syscall.Errno.EACCES;
import static org.jernel.syscall.Errno.EPERM;
import static org.jernel.syscall.Errno.EPROTONOSUPPORT;
import static org.jernel.test.assertj.JernelAssertions.assertThatErrno;

/** What docs/security.md shows. */
@JernelTest
final class SecurityExampleTest {

    // SECURITY
    /** A program under it starts no other, kills nobody and opens no raw socket. */
    private static final class Sandbox implements FileSecurity, TaskSecurity, SocketSecurity {

        @Override
        public long bprmCheckSecurity(File file) {
            return EACCES.negated();
        }

        @Override
        public long taskKill(Task target, int signo) {
            return target == Task.current() ? 0 : EPERM.negated();
        }

        @Override
        public long socketCreate(int family, int type, int protocol, boolean kern) {
            return type == SOCK_RAW && !kern ? EPROTONOSUPPORT.negated() : 0;
        }
    }

    @Test
    void refusesWithTheErrnoOfItsChoice(Kernel kernel, Libc libc) {
        int child = libc.clone(other -> 0);
        try (Registration _ = kernel.get(Security.class).securityAddHooks(new Sandbox())) {
            libc.execve("/bin/ls", List.of("ls"), List.of());
            assertThatErrno(libc).is(EACCES);
            libc.kill(child, 0);
            assertThatErrno(libc).is(EPERM);
            libc.socket(AF_INET, SOCK_RAW, 1);
            assertThatErrno(libc).is(EPROTONOSUPPORT);
        }
        assertThat(libc.kill(child, 0)).isZero();
        libc.waitpid(child, 0);
    }
    // SECURITY
}
