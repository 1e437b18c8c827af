package org.jernel.test.module;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.chrdev.Chrdevs;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Vfs;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final Vfs vfs = kernel.get(Vfs.class);
    private final Chrdevs chrdevs = kernel.get(Chrdevs.class);
    private final ModuleProgram program = new ModuleProgram(kernel);
    private final byte[] jar = new ModuleJar().source("Chardev", DEVICE).build();

    @AfterEach
    void close() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

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
        assertThat(kernel.printk().records().getLast().text()).isEqualTo("released");
        assertThat(program.rmmod("chardev")).isZero();
        assertThat(chrdevs.text()).doesNotContain("chardev");
        assertThatThrownBy(() -> vfs.filpOpen("/dev/chardev", 0, 0))
                .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENXIO));
    }

    @Test
    void aMajorThatIsTakenFailsTheModule() {
        assertThat(program.insmod(jar, "major=1")).isEqualTo(Errno.EBUSY.negated());
        assertThat(program.insmod(jar, "major=512")).isEqualTo(Errno.EINVAL.negated());
        assertThat(program.insmod(jar, "major=200")).isZero();
        assertThat(chrdevs.text()).contains("200 chardev\n");
    }
}
