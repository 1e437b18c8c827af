package org.jernel.kernel;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.HostFs;
import org.jernel.kernel.fs.MountFlags;
import org.jernel.kernel.fs.PathNames;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.sys.AttributeSyscalls;
import org.jernel.kernel.sys.AttributeSyscallsDefinitions;
import org.jernel.kernel.sys.DirectorySyscalls;
import org.jernel.kernel.sys.DirectorySyscallsDefinitions;
import org.jernel.kernel.sys.MountSyscalls;
import org.jernel.kernel.sys.MountSyscallsDefinitions;
import org.jernel.kernel.sys.NameSyscalls;
import org.jernel.kernel.sys.NameSyscallsDefinitions;
import org.jernel.kernel.sys.OpenSyscalls;
import org.jernel.kernel.sys.OpenSyscallsDefinitions;
import org.jernel.kernel.sys.StatSyscalls;
import org.jernel.kernel.sys.StatSyscallsDefinitions;

/** Brings the root file system up, with the directories that everybody expects, and the calls that name files. */
public final class VfsInit implements Initcall {

    private static final List<String> DIRECTORIES =
            List.of("/bin", "/dev", "/proc", "/sys", "/sys/kernel", "/etc", "/home", "/mnt", "/run", "/var");
    private static final List<String> FOR_EVERYBODY = List.of("/tmp", "/var/tmp");

    @Override
    public InitcallLevel level() {
        return InitcallLevel.PURE;
    }

    @Override
    public String name() {
        return "vfs_caches_init";
    }

    @Override
    public void init(Kernel kernel) {
        Vfs vfs = new Vfs(kernel.clock(), kernel.tasks(), kernel.probes());
        kernel.register(Vfs.class, vfs);
        kernel.symbols().export(vfs);
        kernel.printk().formats().extend('d', PathNames::dentry);
        kernel.printk().formats().extend('D', PathNames::file);
        DIRECTORIES.forEach(directory -> vfs.mkdir(directory, 0755));
        vfs.mkdir("/root", 0700);
        FOR_EVERYBODY.forEach(directory -> vfs.mkdir(directory, FileMode.S_ISVTX | 0777));
        vfs.symlink("/run", "/var/run");
        new TreeMap<>(kernel.config().hostDirectories()).forEach((mountpoint, directory) -> {
            vfs.mkdirs(mountpoint, 0755);
            vfs.mount(new HostFs(vfs, directory), directory.toString(), mountpoint, MountFlags.MS_RDONLY, "");
        });
        Stream.of(
                OpenSyscallsDefinitions.of(new OpenSyscalls(vfs, kernel.probes())),
                NameSyscallsDefinitions.of(new NameSyscalls(vfs)),
                StatSyscallsDefinitions.of(new StatSyscalls(vfs)),
                MountSyscallsDefinitions.of(new MountSyscalls(vfs)),
                AttributeSyscallsDefinitions.of(new AttributeSyscalls(vfs)),
                DirectorySyscallsDefinitions.of(new DirectorySyscalls(vfs)))
                .forEach(kernel::defineSyscalls);
    }
}
