package org.jernel.user.bin;

import java.util.List;
import java.util.Map;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/** Makes device nodes and pipes: {@code mknod [-m MODE] NAME TYPE [MAJOR MINOR]}. */
final class Mknod implements Program {

    private static final Getopt OPTIONS =
            Getopt.of("[-m MODE] NAME TYPE [MAJOR MINOR]", "m:").with("mode", 'm');

    private static final Map<String, Integer> TYPES =
            Map.of("c", Stat.S_IFCHR, "u", Stat.S_IFCHR, "b", Stat.S_IFBLK, "p", Stat.S_IFIFO);

    private static final int RIGHTS = 0666;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(2)) {
            return use.exitCode(1);
        }
        List<String> operands = use.operands();
        boolean pipe = operands.get(1).equals("p");
        if (!pipe && operands.size() < 4) {
            use.refuse("missing operand after '%s'\nSpecial files require major and minor device numbers."
                    .formatted(operands.getLast()));
            return 1;
        }
        if (!use.allows(pipe ? 2 : 4)) {
            return 1;
        }
        Integer type = TYPES.get(operands.get(1));
        if (type == null) {
            use.refuse("invalid device type '%s'".formatted(operands.get(1)));
            return 1;
        }
        long device = 0;
        if (!pipe) {
            Integer major = number(libc, "major", operands.get(2));
            Integer minor = major == null ? null : number(libc, "minor", operands.get(3));
            if (major == null || minor == null) {
                return 1;
            }
            device = Stat.makedev(major, minor);
        }
        return make(libc, use, type, device);
    }

    /** 32 bits, or null after saying that it is no number. */
    private static @Nullable Integer number(Libc libc, String which, String text) {
        Long number = CNumber.parse(text);
        if (number == null || number >>> Integer.SIZE != 0) {
            libc.dprintf(Libc.STDERR_FILENO, "mknod: invalid %s device number '%s'\n", which, text);
            return null;
        }
        return number.intValue();
    }

    private static int make(Libc libc, Getopt.Use use, int type, long device) {
        String name = use.operands().getFirst();
        String text = use.value('m');
        Integer mode = text == null ? Integer.valueOf(RIGHTS) : FileModes.apply(text, RIGHTS, 0);
        if (mode == null) {
            libc.dprintf(Libc.STDERR_FILENO, "mknod: invalid mode\n");
            return 1;
        }
        if (libc.mknod(name, type | mode, device) < 0) {
            libc.perror("mknod: " + name);
            return 1;
        }
        if (text != null && libc.chmod(name, mode) < 0) {
            libc.perror("mknod: cannot set permissions of '" + name + "'");
            return 1;
        }
        return 0;
    }
}
