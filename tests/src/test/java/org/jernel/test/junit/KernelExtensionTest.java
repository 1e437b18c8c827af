package org.jernel.test.junit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.core.Socket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.syscall.tbl.SyscallTables;
import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.IpProtocol.IPPROTO_TCP;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/** Tests that must fail do, for the reason that is theirs. */
final class KernelExtensionTest {

    private static final int GETPID = 39;

    private static List<Event> run(Class<?> cases) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(cases))
                .execute()
                .allEvents()
                .finished()
                .list();
    }

    private static Throwable failure(Class<?> cases) {
        for (Event event : run(cases)) {
            TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
            @Nullable Throwable thrown = result.getThrowable().orElse(null);
            if (thrown != null) {
                return thrown;
            }
        }
        throw new AssertionError("no test failed");
    }

    private static String state(Throwable failure) {
        assertThat(failure.getSuppressed()).hasAtLeastOneElementOfType(KernelState.class);
        return String.valueOf(failure.getSuppressed()[0].getMessage());
    }

    @Test
    void attachesTheTraceAndNetstatToAFailure() {
        Throwable failure = failure(FailsWithASocketOpen.class);
        assertThat(failure).hasMessage("as it must");
        assertThat(state(failure))
                .contains("socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3")
                .contains("listen(3, 1)                            = 0")
                .contains("netstat\n  tcp 0 1 127.0.0.1:4242 0.0.0.0:0 LISTEN [1/test]");
    }

    /** Its assertion fails. */
    @JernelTest
    static final class FailsWithASocketOpen {
        @Test
        void fails(Libc libc) {
            int fd = libc.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
            libc.bind(fd, SockAddrIn.of("127.0.0.1", 4242));
            libc.listen(fd, 1);
            throw new AssertionError("as it must");
        }
    }

    @Test
    void failsATestThatLeavesADescriptor() {
        assertThat(failure(LeavesADescriptor.class)).hasMessageContaining("1 open file descriptors left by the test");
    }

    /** Its program never closes. */
    @JernelTest
    static final class LeavesADescriptor {
        @Test
        void leaves(Libc libc) {
            libc.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
        }
    }

    @Test
    void failsATestThatLeavesASocketWithItsPort() {
        assertThat(failure(LeavesASocket.class))
                .hasMessageContaining("1 sockets left: [tcp 0 1 127.0.0.1:4242 0.0.0.0:0 LISTEN -]");
    }

    /** It holds a port. */
    @JernelTest
    static final class LeavesASocket {
        @Test
        void leaves(SocketLayer net) {
            Socket server = net.sockCreate(AF_INET, SOCK_STREAM, IPPROTO_TCP);
            net.kernelBind(server, SockAddrIn.of("127.0.0.1", 4242));
            net.kernelListen(server, 1);
        }
    }

    @Test
    void failsATestThatLeavesATask() {
        assertThat(failure(LeavesATask.class)).hasMessageContaining("1 tasks left: [stray[1]]");
    }

    /** Its thread waits for what never comes. */
    @JernelTest
    static final class LeavesATask {
        @Test
        void leaves(SocketLayer net, Kernel kernel) {
            var forever = new CountDownLatch(1);
            kernel.kthreadRun("stray", () -> {
                try {
                    forever.await();
                } catch (InterruptedException e) {
                    // The kernel closes.
                }
            });
        }
    }

    @Test
    void failsATestWhoseKernelOopses() {
        Throwable failure = failure(Oopses.class);
        assertThat(failure).hasStackTraceContaining("the kernel has 1 oopses");
        assertThat(failure)
                .hasStackTraceContaining("getpid()                                = ?")
                .hasStackTraceContaining("+++ killed by SIGSEGV +++")
                .hasStackTraceContaining("a fault");
    }

    /** A hook of its kernel is broken. */
    @JernelTest
    static final class Oopses {
        @Test
        void oopses(Kernel kernel, Libc libc) {
            kernel.syscalls().addHook(GETPID, new SyscallHook() {
                @Override
                public void enter(SyscallFrame frame) {
                    throw new IllegalStateException("a fault");
                }
            });
            libc.getpid();
        }
    }

    @Test
    void givesEachTestItsKernel() {
        assertThat(run(EachItsOwn.class)).allSatisfy(KernelExtensionTest::succeeded);
    }

    /** The same port twice, and the first kernel closed. */
    @JernelTest
    static final class EachItsOwn {
        private static final Set<Kernel> KERNELS = new HashSet<>();

        @Test
        void one(Kernel kernel, SocketLayer net) {
            isNew(kernel, net);
        }

        @Test
        void other(Kernel kernel, SocketLayer net) {
            isNew(kernel, net);
        }

        private static void isNew(Kernel kernel, SocketLayer net) {
            assertThat(KERNELS.add(kernel)).isTrue();
            assertThat(SocketLayer.of(kernel)).isSameAs(net);
        }

        @AfterEach
        void hasTheSameKernel(Kernel kernel) {
            assertThat(KERNELS).contains(kernel);
        }
    }

    @Test
    void sharesAKernelAmongTheTestsOfAClass() {
        assertThat(run(Shared.class)).allSatisfy(KernelExtensionTest::succeeded);
    }

    /** One kernel, several tasks. */
    @JernelTest(scope = KernelScope.PER_CLASS)
    static final class Shared {
        private static final Set<Kernel> KERNELS = new HashSet<>();

        @Test
        void one(Kernel kernel, Libc libc) {
            isTheSame(kernel, libc);
        }

        @Test
        void other(Kernel kernel, Libc libc) {
            isTheSame(kernel, libc);
        }

        private static void isTheSame(Kernel kernel, Libc libc) {
            KERNELS.add(kernel);
            assertThat(KERNELS).hasSize(1);
            assertThat(kernel.tasks().find(libc.getpid())).isNotNull();
        }
    }

    @Test
    void bootsTheConfigurationThatItIsGiven() {
        assertThat(run(Configured.class)).allSatisfy(KernelExtensionTest::succeeded);
    }

    /** A later table. */
    static final class Configured {
        @RegisterExtension static final KernelExtension KERNEL =
                KernelExtension.perClass(KernelConfig.hermetic().withSyscallTable(SyscallTables.recentTable()));

        @Test
        void hasTheTable(Kernel kernel) {
            assertThat(kernel.syscalls().nameToNr("epoll_pwait2")).isEqualTo(441);
        }
    }

    private static void succeeded(Event event) {
        assertThat(event.getPayload(TestExecutionResult.class)
                .flatMap(TestExecutionResult::getThrowable))
                .isEmpty();
    }
}
