package org.jernel.test.module;

import org.jernel.kernel.mm.PageAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The walk of the seed, in a module: user pages and pages of the kernel's own, and sockets that they are sent through. */
class ModulePagesTest {

    private static final String WALK = """
            import org.jernel.kernel.mm.*;
            import org.jernel.net.core.*;
            import org.jernel.net.socket.SocketLayer;
            import org.jernel.net.uapi.*;
            @ModuleInfo(license = "GPL")
            public final class Walk implements KernelModule {
                private ThisModule self;
                private UserPages gup;
                private PageAllocator mm;
                private SocketLayer net;
                @Override public int init(ThisModule module) {
                    self = module;
                    gup = module.get(UserPages.class);
                    mm = module.get(PageAllocator.class);
                    net = module.get(SocketLayer.class);
                    module.defineSyscalls(WalkDefinitions.of(this));
                    return 0;
                }
                @Override public void exit() {}
                /** Shows what lies at a user address, and changes its first letter. */
                @SyscallDefine1("gup_walk") long gupWalk(@CType("char __user *") long address) {
                    Page[] pages = new Page[2];
                    long got = gup.getUserPages(address, 1, UserPages.FOLL_WRITE, pages);
                    if (got < 0) {
                        return got;
                    }
                    int at = (int) (address & 4095);
                    self.printk("pinned %d, count %d: %s\\n", got, pages[0].count(),
                            new String(pages[0].address(), at, 5));
                    pages[0].address()[at] = 'J';
                    mm.putPage(pages[0]);
                    return got;
                }
                /** Sends a page of the kernel's own through a socket of a family and a type. */
                @SyscallDefine2("send_walk") long sendWalk(int family, int type) {
                    long address = mm.getFreePages(PageAllocator.GFP_KERNEL, 1);
                    if (address == 0) {
                        return Errno.ENOMEM.negated();
                    }
                    Page page = mm.virtToPage(address + 5);
                    if (mm.pageAddress(page) != address) {
                        return -1;
                    }
                    System.arraycopy("from a page".getBytes(), 0, page.address(), 0, 11);
                    try (Socket server = net.sockCreateKern(family, type, 0);
                            Socket client = net.sockCreateKern(family, type, 0)) {
                        net.kernelBind(server, family == AddressFamily.AF_INET
                                ? SockAddrIn.of("127.0.0.1", 0)
                                : new SockAddr(new byte[] {1, 0, 0, 119}));
                        boolean stream = type == SocketType.SOCK_STREAM;
                        if (stream) {
                            net.kernelListen(server, 1);
                        }
                        net.kernelConnect(client, net.kernelGetsockname(server), 0);
                        Socket end = stream ? net.kernelAccept(server, 0) : server;
                        byte[] got = new byte[32];
                        long sent = net.kernelSendpage(client, page, 0, 11, 0);
                        long received = net.kernelRecvmsg(end, MsgHdr.of(got), 0);
                        self.printk("sent %d, received %s\\n", sent, new String(got, 0, (int) received));
                        if (stream) {
                            end.close();
                        }
                        return sent;
                    } finally {
                        mm.freePages(address, 1);
                    }
                }
            }
            """;

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();

    @Test
    void theWalkAsItIsTyped() {
        MenuSession.write(kernel.kernel(), "/walk.jar", new ModuleJar().source("Walk", WALK).build());
        assertThat(kernel.session(
                "insmod /walk.jar",
                "syscall 429 hello",
                "syscall 429 8",
                "syscall 430 2 1",
                "syscall 430 2 2",
                "syscall 430 1 1",
                "syscall 430 1 2",
                "syscall 430 1 5",
                "rmmod walk",
                "quit"))
                .isEqualTo("""
                        MenuOS>>insmod /walk.jar
                        MenuOS>>syscall 429 hello
                        429("hello") = 1
                        MenuOS>>syscall 429 8
                        429(8) = -1 EFAULT (Bad address)
                        MenuOS>>syscall 430 2 1
                        430(2, 1) = 11
                        MenuOS>>syscall 430 2 2
                        430(2, 2) = 11
                        MenuOS>>syscall 430 1 1
                        430(1, 1) = 11
                        MenuOS>>syscall 430 1 2
                        430(1, 2) = 11
                        MenuOS>>syscall 430 1 5
                        430(1, 5) = -1 ECONNREFUSED (Connection refused)
                        MenuOS>>rmmod walk
                        MenuOS>>quit
                        """);
        assertThat(kernel.log()).contains("pinned 1, count 1: hello");
        assertThat(kernel.log()).filteredOn("sent 11, received from a page"::equals).hasSize(4);
        assertThat(kernel.kernel().get(PageAllocator.class).outstanding()).isZero();
    }
}
