package org.jernel.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jernel.kernel.chrdev.Chrdevs;
import org.jernel.kernel.chrdev.MemDevices;
import org.jernel.kernel.chrdev.NullDevice;
import org.jernel.kernel.chrdev.RandomDevice;
import org.jernel.kernel.chrdev.ZeroDevice;
import org.jernel.kernel.console.ConsoleDevice;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.proc.ProcDirEntry;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.proc.ProcOps;
import org.jernel.kernel.syslog.KmsgDevice;
import org.jernel.kernel.syslog.Syslog;

/** Brings the character devices up that every system has, and their nodes in {@code /dev}. */
public final class ChrdevInit implements Initcall {

    private static final List<String> STDIO = List.of("stdin", "stdout", "stderr");

    private static final int TTYAUX_MAJOR = 5;
    private static final int TTY_MINOR = 0;
    private static final int CONSOLE_MINOR = 1;

    /** Whose minors are what {@link MemDevices} knows. */
    private enum Mem {
        NULL(3, 0666),
        ZERO(5, 0666),
        FULL(7, 0666),
        RANDOM(8, 0666),
        URANDOM(9, 0666),
        KMSG(11, 0644);

        private final int minor;
        private final int rights;

        Mem(int minor, int rights) {
            this.minor = minor;
            this.rights = rights;
        }
    }

    @Override
    public InitcallLevel level() {
        return InitcallLevel.FS;
    }

    @Override
    public String name() {
        return "chr_dev_init";
    }

    @Override
    public void init(Kernel kernel) {
        Chrdevs chrdevs = new Chrdevs(kernel.printk(), kernel.probes());
        Vfs vfs = kernel.get(Vfs.class);
        vfs.setDeviceOpener(FileMode.S_IFCHR, chrdevs);
        kernel.register(Chrdevs.class, chrdevs);
        kernel.symbols().export(chrdevs);
        ProcFs proc = kernel.get(ProcFs.class);
        ProcDirEntry _ = proc.procCreate("devices", 0, null, ProcOps.text(chrdevs::text));
        memory(kernel, chrdevs, vfs);
        console(kernel, chrdevs, vfs);
        vfs.symlink("/proc/self/fd", "/dev/fd");
        for (int fd = 0; fd < STDIO.size(); fd++) {
            vfs.symlink("/proc/self/fd/" + fd, "/dev/" + STDIO.get(fd));
        }
    }

    private static void memory(Kernel kernel, Chrdevs chrdevs, Vfs vfs) {
        Map<Integer, FileOperations> operations = Map.of(
                Mem.NULL.minor, new NullDevice(),
                Mem.ZERO.minor, new ZeroDevice(false),
                Mem.FULL.minor, new ZeroDevice(true),
                Mem.RANDOM.minor, new RandomDevice(kernel.random()::getRandomBytes, true),
                Mem.URANDOM.minor, new RandomDevice(kernel.random()::getRandomBytes, false),
                Mem.KMSG.minor, new KmsgDevice(kernel.printk(), kernel.get(Syslog.class)));
        must(chrdevs.registerChrdev(MemDevices.MEM_MAJOR, "mem", new MemDevices(operations)));
        for (Mem device : Mem.values()) {
            String name = device.name().toLowerCase(Locale.ROOT);
            mknod(vfs, "/dev/" + name, device.rights, DeviceNumber.of(MemDevices.MEM_MAJOR, device.minor));
        }
    }

    private static void console(Kernel kernel, Chrdevs chrdevs, Vfs vfs) {
        ConsoleDevice console = new ConsoleDevice(vfs, kernel.tasks());
        kernel.register(ConsoleDevice.class, console);
        int tty = DeviceNumber.of(TTYAUX_MAJOR, TTY_MINOR);
        must(chrdevs.registerChrdevRegion(tty, 1, "/dev/tty"));
        must(chrdevs.cdevAdd(console.controllingTerminal(), tty, 1));
        mknod(vfs, "/dev/tty", 0666, tty);
        int system = DeviceNumber.of(TTYAUX_MAJOR, CONSOLE_MINOR);
        must(chrdevs.registerChrdevRegion(system, 1, "/dev/console"));
        must(chrdevs.cdevAdd(console.systemConsole(), system, 1));
        mknod(vfs, "/dev/console", 0600, system);
    }

    private static void must(int result) {
        if (result < 0) {
            throw new IllegalStateException("a device number is taken: " + result);
        }
    }

    /** With these rights, whatever the mask at boot is. {@code devtmpfs_create_node}. */
    private static void mknod(Vfs vfs, String path, int rights, int device) {
        vfs.mknod(path, FileMode.S_IFCHR | rights, device);
        vfs.lookup(path).inode().setMode(FileMode.S_IFCHR | rights);
    }
}
