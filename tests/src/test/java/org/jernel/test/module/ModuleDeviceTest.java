package org.jernel.test.module;

import java.util.List;

import org.jernel.kernel.chrdev.Chrdevs;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.module.KernelModule;
import org.jernel.kernel.module.ThisModule;
import org.jernel.kernel.proc.ProcOps;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.user.libc.ProgramImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The pseudo character device of the seed, in a module: it is busy while open, and gone with the module. */
class ModuleDeviceTest {

    private static final String DEVICE = """
            @ModuleInfo(license = "GPL")
            public final class Chardev implements KernelModule {
                @ModuleParam private int major;
                @Override public int init(ThisModule module) {
                    int result = module.registerChrdev(major, "chardev", new org.jernel.kernel.file.FileOperations() {
                        @Override public long readIter(
                                org.jernel.kernel.file.File file, org.jernel.kernel.mm.IovIter to) {
                            return to.copyToIter("from the module".getBytes(), 0, 15);
                        }
                        @Override public void release(org.jernel.kernel.file.File file) {
                            module.printk("released\\n");
                        }
                    });
                    return Math.min(result, 0);
                }
                @Override public void exit() {}
            }
            """;

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final Vfs vfs = kernel.kernel().get(Vfs.class);
    private final Chrdevs chrdevs = kernel.kernel().get(Chrdevs.class);
    private final ModuleProgram program = kernel.program();
    private final byte[] jar = new ModuleJar().source("Chardev", DEVICE).build();

    @Test
    void aModuleIsBusyWhileItsDeviceIsOpen() {
        assertThat(program.insmod(jar, "")).isZero();
        assertThat(chrdevs.text()).contains("254 chardev\n");
        vfs.mknod("/dev/chardev", FileMode.S_IFCHR | 0600, DeviceNumber.of(254, 0));
        File file = vfs.filpOpen("/dev/chardev", 0, 0);
        byte[] text = new byte[15];
        assertThat(vfs.kernelRead(file, text, 0, text.length, new FilePosition(0))).isEqualTo(15);
        assertThat(new String(text, US_ASCII)).isEqualTo("from the module");
        assertThat(program.rmmod("chardev")).isEqualTo(Errno.EAGAIN.negated());
        vfs.filpClose(file);
        assertThat(kernel.log().getLast()).isEqualTo("released");
        assertThat(program.rmmod("chardev")).isZero();
        assertThat(chrdevs.text()).doesNotContain("chardev");
        assertThatThrownBy(() -> vfs.filpOpen("/dev/chardev", 0, 0))
                .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENXIO));
    }

    private static byte[] registering(String name, String init) {
        return new ModuleJar().source(name, """
                import org.jernel.kernel.chrdev.Chrdevs;
                import org.jernel.kernel.file.FileOperations;
                @ModuleInfo(license = "GPL")
                public final class %s implements KernelModule, FileOperations {
                    @Override public int init(ThisModule module) {
                        int result = module.registerChrdev(241, "%s", this);
                        %s
                        return result;
                    }
                    @Override public void exit() {}
                }
                """.formatted(name, name, init)).build();
    }

    @Test
    void aModuleThatHasGivenItsNumberBackLeavesItToWhoHasItNext() {
        byte[] first = registering("Ma", "module.get(Chrdevs.class).unregisterChrdev(241, \"Ma\");");
        assertThat(program.insmod(first, "")).isZero();
        assertThat(program.insmod(registering("Mb", ""), "")).isZero();
        assertThat(program.rmmod("ma")).isZero();
        assertThat(chrdevs.text()).contains("241 Mb\n");
        vfs.mknod("/dev/mb", FileMode.S_IFCHR | 0600, DeviceNumber.of(241, 0));
        vfs.filpClose(vfs.filpOpen("/dev/mb", 0, 0));
        assertThat(program.rmmod("mb")).isZero();
        assertThat(chrdevs.text()).doesNotContain("241");
    }

    /** A module of the class path, as a test's own. */
    public static final class Nearby implements KernelModule, FileOperations {
        @Override
        public int init(ThisModule module) {
            module.procCreate("nearby", 0, new ProcOps() {});
            return Math.min(module.registerChrdev(0, "nearby", this), 0);
        }

        @Override
        public void exit() {}
    }

    @Test
    void whatAModuleOfTheClassPathRegistersGoesWithIt() {
        kernel.modules().insmod(Nearby.class, "");
        assertThat(chrdevs.text()).contains("254 nearby\n");
        vfs.filpClose(vfs.filpOpen("/proc/nearby", 0, 0));
        kernel.modules().rmmod("nearby");
        assertThat(chrdevs.text()).doesNotContain("nearby");
        assertThatThrownBy(() -> vfs.filpOpen("/proc/nearby", 0, 0))
                .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void aMajorThatIsTakenFailsTheModule() {
        assertThat(program.insmod(jar, "major=1")).isEqualTo(Errno.EBUSY.negated());
        assertThat(program.insmod(jar, "major=512")).isEqualTo(Errno.EINVAL.negated());
        assertThat(program.insmod(jar, "major=200")).isZero();
        assertThat(chrdevs.text()).contains("200 chardev\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "readIter", "writeIter", "poll", "ioctl", "llseek", "mmap", "release"})
    void aFaultInADriverEndsItsCallerAndNothingElse(String operation) throws InterruptedException {
        String source = """
                import org.jernel.kernel.file.*;
                import org.jernel.kernel.mm.*;
                @ModuleInfo(license = "GPL")
                public final class Faulty implements KernelModule, FileOperations {
                    @Override public int init(ThisModule module) { return module.registerChrdev(200, "faulty", this); }
                    @Override public void exit() {}
                    private static <T> T fail() { throw new IllegalStateException("a bug"); }
                """ + switch (operation) {
            case "open" -> "@Override public void open(File file) { fail(); }";
            case "readIter" -> "@Override public long readIter(File file, IovIter to) { return fail(); }";
            case "writeIter" -> "@Override public long writeIter(File file, IovIter from) { return fail(); }";
            case "poll" -> "@Override public int poll(File file, PollTable table) { return fail(); }";
            case "ioctl" -> "@Override public long ioctl(File file, int command, long argument) { return fail(); }";
            case "llseek" -> "@Override public long llseek(File file, long offset, int whence) { return fail(); }";
            case "mmap" -> "@Override public VmBacking mmap(File file, int prot, boolean shared) { return fail(); }";
            default -> "@Override public void release(File file) { fail(); }";
        } + "}";
        assertThat(program.insmod(new ModuleJar().source("Faulty", source).build(), "")).isZero();
        vfs.mknod("/dev/faulty", FileMode.S_IFCHR | 0600, DeviceNumber.of(200, 0));
        kernel.expectOopses(1);
        Task user = kernel.kernel().spawn("user", new FdTable(), new ProgramImage((libc, argv) -> {
            ModuleProgram.Raw raw = new ModuleProgram.Raw(Task.current());
            long fd = raw.open("/dev/faulty", 2);
            long buffer = raw.place(new byte[16]);
            raw.syscall(ModuleProgram.READ, fd, buffer, 1);
            raw.syscall(1, fd, buffer, 1);
            Uaccess.copyToUser(raw.task().mm(), buffer, new byte[] {(byte) fd, 0, 0, 0, 1, 0, 0, 0});
            raw.syscall(7, buffer, 1, 0);
            raw.syscall(16, fd, 1, 0);
            raw.syscall(8, fd, 0, 0);
            raw.syscall(ModuleProgram.MMAP, 0, 4096, 1, 2, fd, 0);
            raw.syscall(ModuleProgram.CLOSE, fd);
            return 0;
        }, List.of("user")));
        assertThat(user.join()).isEqualTo(11);
        assertThat(kernel.log()).anyMatch(line -> line.startsWith("Oops in user[") && line.contains("a bug"));
        assertThat(program.rmmod("faulty")).isZero();
    }
}
