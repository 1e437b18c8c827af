package org.jernel.user.steer;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.breakpoint.Breakpoint;
import org.jernel.kernel.breakpoint.BreakpointException;
import org.jernel.kernel.breakpoint.Breakpoints;
import org.jernel.kernel.chrdev.Chrdevs;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.PageAllocator;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.proc.ProcDirEntry;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.proc.ProcOps;
import org.jernel.kernel.reboot.Reboot;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.security.SecurityModule;
import org.jernel.kernel.stacktrace.KernelFrame;
import org.jernel.kernel.symbol.Kallsyms;
import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.kernel.sysctl.CtlTable;
import org.jernel.kernel.sysctl.Sysctl;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserPages;
import org.jernel.kernel.umh.Usermodehelper;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.menuos.MenuOs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/** Breakpoints at functions that the kernel exports to modules, not at system calls. */
@Timeout(60)
final class ExportedFunctionsTest {

    private static final int MAJOR = 240;

    private final Machine machine = Machine.hermetic();
    private final Kernel kernel = machine.kernel();

    private void drivers() {
        Chrdevs chrdevs = kernel.get(Chrdevs.class);
        assertThat(chrdevs.registerChrdev(MAJOR, "driver", new FileOperations() {})).isZero();
        chrdevs.unregisterChrdev(MAJOR, "driver");
        assertThat(chrdevs.registerChrdevRegion(DeviceNumber.of(MAJOR, 0), 1, "driver")).isZero();
        assertThat(chrdevs.cdevAdd(new FileOperations() {}, DeviceNumber.of(MAJOR, 0), 1)).isZero();
        chrdevs.cdevDel(DeviceNumber.of(MAJOR, 0), 1);
        chrdevs.unregisterChrdevRegion(DeviceNumber.of(MAJOR, 0), 1);
        assertThat(chrdevs.allocChrdevRegion(0, 1, "driver")).isPositive();
        ProcFs proc = kernel.get(ProcFs.class);
        proc.procCreate("watched", 0, null, ProcOps.single(file -> file.puts("x")));
        ProcDirEntry directory = proc.procMkdir("directory", null);
        proc.procSymlink("link", directory, "/");
        proc.procRemove(directory);
    }

    private void files() {
        Vfs vfs = kernel.get(Vfs.class);
        File file = vfs.filpOpen("/tmp/file", Fcntl.O_CREAT | Fcntl.O_RDWR, 0600);
        assertThat(vfs.kernelWrite(file, new byte[3], 0, 3, new FilePosition(0))).isEqualTo(3);
        assertThat(vfs.kernelRead(file, new byte[3], 0, 3, new FilePosition(0))).isEqualTo(3);
        vfs.filpClose(file);
        assertThat(vfs.lookup("/tmp/file").inode().size()).isEqualTo(3);
    }

    private void pages(Libc libc) {
        PageAllocator pages = kernel.get(PageAllocator.class);
        long address = pages.getFreePages(0, 0);
        pages.freePages(address, 0);
        Page[] held = new Page[1];
        try (var frame = libc.frame()) {
            assertThat(kernel.get(UserPages.class).getUserPages(frame.allocate(8), 1, 0, held)).isOne();
        }
        pages.putPage(held[0]);
    }

    private void programs() {
        List<String> argv = List.of("/bin/true");
        assertThat(kernel.get(Usermodehelper.class)
                .callUsermodehelper("/bin/true", argv, List.of(), Usermodehelper.UMH_WAIT_PROC)).isZero();
    }

    @Test
    void theyAreSeenWhereKernelCodeCallsThem() throws InterruptedException {
        List<String> wanted = List.of(
                "register_chrdev", "unregister_chrdev", "register_chrdev_region", "cdev_add", "cdev_del",
                "unregister_chrdev_region", "alloc_chrdev_region", "proc_create", "proc_create_data", "proc_mkdir",
                "proc_mkdir_mode", "proc_symlink", "proc_remove", "remove_proc_subtree", "filp_open", "kernel_write",
                "kernel_read", "filp_close", "kern_path", "__get_free_pages", "get_user_pages", "call_usermodehelper",
                "call_usermodehelper_setup",
                "call_usermodehelper_exec",
                "kernel_halt");
        List<String> seen = new CopyOnWriteArrayList<>();
        Breakpoints breakpoints = Breakpoints.of(kernel);
        try (machine) {
            wanted.forEach(function -> breakpoints.add(function, _ -> seen.add(function)));
            machine.run((Libc libc, List<String> argv) -> {
                drivers();
                files();
                pages(libc);
                programs();
                kernel.get(Reboot.class).kernelHalt();
                return 0;
            }, "caller");
        }
        assertThat(seen).containsSubsequence(wanted);
    }

    @Test
    void soAreThoseThatOnlyModulesCall() throws InterruptedException {
        List<String> wanted = List.of(
                "printk", "printk_ratelimit", "get_zeroed_page", "__get_free_pages", "alloc_pages", "__alloc_pages",
                "free_pages", "__free_pages", "get_user_pages_remote", "__kmalloc", "kfree", "get_anon_bdev", "d_path",
                "kallsyms_lookup_name", "sprint_symbol", "register_reboot_notifier", "security_add_hooks",
                "register_sysctl", "unregister_sysctl_table");
        List<String> seen = new CopyOnWriteArrayList<>();
        Breakpoints breakpoints = Breakpoints.of(kernel);
        try (machine) {
            wanted.forEach(function -> breakpoints.add(function, _ -> seen.add(function)));
            machine.run((Libc libc, List<String> argv) -> {
                kernel.printk().printk("seen\n");
                assertThat(kernel.printk().printkRatelimit()).isTrue();
                PageAllocator pages = kernel.pages();
                pages.freePages(pages.getZeroedPage(PageAllocator.GFP_KERNEL), 0);
                assertThat(kernel.get(UserPages.class)
                        .getUserPagesRemote(Task.current().mm(), 0, 0, 0, null)).isZero();
                kernel.memory().kfree(kernel.memory().kmalloc(1));
                Vfs vfs = kernel.get(Vfs.class);
                assertThat(vfs.newAnonymousDevice()).isPositive();
                assertThat(vfs.dPath(vfs.lookup("/tmp"))).isEqualTo("/tmp");
                Kallsyms names = kernel.symbols().kallsyms();
                assertThat(names.sprintSymbol(names.kallsymsLookupName("printk"))).startsWith("printk+0x0/");
                kernel.get(Reboot.class).registerRebootNotifier(_ -> {}).close();
                kernel.get(Security.class).securityAddHooks(new SecurityModule() {}).close();
                Sysctl sysctl = kernel.get(Sysctl.class);
                List<CtlTable> table = List.of(CtlTable.readOnlyNumber("seen", 1));
                sysctl.registerSysctl("kernel", table);
                sysctl.unregisterSysctl("kernel", table);
                return 0;
            }, "caller");
        }
        assertThat(seen).containsSubsequence(wanted);
    }

    /** Of each function that a task can stand in here, also while others log and call it. */
    @Test
    void aSessionStopsADriverInPrintkAndInAllocPages() throws InterruptedException {
        assertThat(kernel.get(Chrdevs.class).registerChrdev(MAJOR, "driver", new FileOperations() {

            @Override
            public void open(File file) {
                kernel.printk().printk("opened\n");
                Page page = kernel.pages().allocPages(PageAllocator.GFP_KERNEL, 1);
                kernel.printk().printkDeferred(page == null ? "no memory\n" : "pages\n");
                if (page != null) {
                    kernel.pages().freePages(page, 1);
                }
            }
        })).isZero();
        try (machine) {
            machine.terminal().type("mknod /tmp/driver c 240 0", "break printk", "break alloc_pages",
                    "cat /tmp/driver");
            Task shell = machine.start(new MenuOs(), "menuos");
            awaitStopIn("printk");
            machine.terminal().type("bt", "info args", "echo while > /dev/kmsg", "dmesg", "continue");
            awaitStopIn("alloc_pages");
            machine.terminal().type("info args", "return 0", "wait", "delete", "break printk", "cat /tmp/driver");
            awaitStopIn("printk");
            machine.terminal().type("delete 3", "wait", "break printk", "cat /tmp/driver");
            awaitStopIn("printk");
            machine.terminal().type("quit").end();
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen()).contains(
                    "Breakpoint 1, printk () in cat", "#0  printk ()", "__x64_sys_open ()", "gfp = 3264\norder = 1\n");
        }
        assertThat(kernel.printk().records()).extracting(PrintkRecord::text)
                .containsSubsequence("while", "opened", "no memory", "opened", "pages");
        assertThat(kernel.pages().outstanding()).isZero();
    }

    private void awaitStopIn(String function) {
        while (Breakpoints.of(kernel).stops().stream().noneMatch(stop -> stop.frame().function().equals(function))) {
            LockSupport.parkNanos(1);
        }
    }

    /** Inline functions and macros of Linux 6.1: their code lies in each caller. */
    private static final Set<String> INLINE =
            Set.of("get_page", "htonl", "htons", "ntohl", "ntohs", "page_address", "virt_to_page");

    /** Computes without a kernel, whose probes it could ask. */
    private static final Set<String> WITHOUT_PROBE = Set.of("in_aton");

    @Test
    void everyOtherExportedFunctionHasAPlaceToBeWatched() {
        try (machine) {
            Set<String> inline = new TreeSet<>();
            Set<String> refused = new TreeSet<>();
            for (KernelSymbol symbol : kernel.symbols().list()) {
                try (Breakpoint _ = Breakpoints.of(kernel).add(symbol.name(), _ -> {})) {
                    assertThat(kernel.probes().find(symbol.name())).as(symbol.name()).isNotNull();
                } catch (BreakpointException e) {
                    boolean isInline = INLINE.contains(symbol.name());
                    assertThat(e).hasMessage(symbol.name()
                            + (isInline
                                    ? " is an inline function, which has no place to stop at"
                                    : " is exported and has no probe: no task can be stopped there"));
                    (isInline ? inline : refused).add(symbol.name());
                }
            }
            assertThat(inline).isEqualTo(new TreeSet<>(INLINE));
            assertThat(refused).isEqualTo(new TreeSet<>(WITHOUT_PROBE));
        }
    }

    @Test
    void aMessageIsShownToSecurityModulesFirst() throws InterruptedException {
        List<String> frames = new CopyOnWriteArrayList<>();
        try (machine; var breakpoint = Breakpoints.of(kernel).add("security_socket_sendmsg", frame -> Stream
                .of(frame.backtrace()).flatMap(List::stream).map(KernelFrame::function).forEach(frames::add))) {
            machine.run((Libc libc, List<String> argv) -> {
                int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
                return libc.sendto(fd, new byte[7], 0, SockAddrIn.of("127.0.0.1", 9)) == 7 ? 0 : 1;
            }, "sender");
            assertThat(breakpoint.hits()).isOne();
        }
        assertThat(frames).startsWith("security_socket_sendmsg", "sock_sendmsg", "__sys_sendto");
    }
}
