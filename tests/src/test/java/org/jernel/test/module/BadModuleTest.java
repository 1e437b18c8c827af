package org.jernel.test.module;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Files that are no modules, and modules with faults: refused with a reason, and nothing is left of them. */
class BadModuleTest {

    private static final String SOURCE = """
            @ModuleInfo(license = "GPL")
            public final class Good implements KernelModule {
                @Override public int init(ThisModule module) { return 0; }
                @Override public void exit() {}
            }
            """;

    private static final byte[] GOOD = new ModuleJar().source("Good", SOURCE).build();

    private static byte[] goodClass() {
        return Objects.requireNonNull(ModuleJar.unpack(GOOD).get("demo/Good.class"));
    }

    /** Registers what a module can, then does what the test says. */
    @SuppressWarnings("InlineFormatString") private static final String RICH = """
            @ModuleInfo(license = "GPL")
            public final class Rich implements KernelModule {
                %s
                @Override public int init(ThisModule module) {
                    module.defineSyscalls(RichDefinitions.of(this));
                    module.procCreate("rich", () -> "rich\\n");
                    if (module.registerChrdev(0, "rich", new org.jernel.kernel.file.FileOperations() {}) < 0) {
                        return -1;
                    }
                    %s
                }
                @Override public void exit() {}
                @SyscallDefine0("rich") long rich() { return 1; }
                @ExportSymbol public static int richExport() { return 1; }
            }
            """;

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();
    private final ModuleProgram program = kernel.program();

    /** Loads what must not load, and leaves nothing. */
    private void assertRefused(byte[] jar, Errno errno, String reason) {
        List<String> before = kernel.traces();
        assertThat(program.insmod(jar, "")).isEqualTo(errno.negated());
        assertThat(kernel.log()).as(reason).anyMatch(line -> line.contains(reason));
        kernel.assertTraces(before);
    }

    @Test
    void aFileThatIsNoJar() {
        assertRefused(new byte[100], Errno.ENOEXEC, "Invalid module: not a jar");
        assertThat(program.insmod(new byte[10], "")).isEqualTo(Errno.ENOEXEC.negated());
        assertRefused(join(new byte[7], GOOD), Errno.ENOEXEC, "Invalid module: not a jar");
    }

    @Test
    void theLogSaysWhichFileIsNoJar() {
        MenuSession.write(kernel.kernel(), "/garbage.jar", new byte[100]);
        assertThat(program
                .run(libc -> libc.syscall(ModuleProgram.FINIT_MODULE, libc.open("/garbage.jar"), libc.place(""), 0)))
                .isEqualTo(Errno.ENOEXEC.negated());
        assertThat(kernel.log().getLast()).isEqualTo("garbage.jar: Invalid module: not a jar");
        assertRefused(new byte[100], Errno.ENOEXEC, "init_module: Invalid module: not a jar");
    }

    @Test
    void aJarThatIsCutOffAnywhere() {
        for (int length = 64; length < GOOD.length; length += 7) {
            assertThat(program.insmod(Arrays.copyOf(GOOD, length), "")).as("%d bytes", length)
                    .isEqualTo(Errno.ENOEXEC.negated());
        }
        int length = GOOD.length - 1;
        assertRefused(
                Arrays.copyOf(GOOD, length),
                Errno.ENOEXEC,
                "Invalid module: at byte " + length + ": it ends without a directory: the jar is truncated");
    }

    @Test
    void aJarWithSomethingBehindItsEndOrBetween() {
        assertRefused(
                join(GOOD, new byte[7]),
                Errno.ENOEXEC,
                "Invalid module: at byte " + GOOD.length + ": 7 bytes follow the end of the jar");
        byte[] twice = join(GOOD, GOOD);
        assertRefused(twice, Errno.ENOEXEC, "the directory does not end where the jar does");
    }

    @Test
    void aJarWithAByteThatIsAnother() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = GOOD.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            long result = program.insmod(damaged, "");
            // Times and the like may be anything.
            assertThat(result).as("round %d", i).isIn(0L, Errno.ENOEXEC.negated());
            if (result == 0) {
                assertThat(program.rmmod("good")).isZero();
            }
        }
        byte[] damaged = GOOD.clone();
        damaged[GOOD.length / 3] ^= 0x55;
        assertRefused(damaged, Errno.ENOEXEC, "demo/Good.class");
    }

    @Test
    void aClassFileWithAByteThatIsAnother() {
        byte[] good = goodClass();
        Random random = new Random(2);
        for (int i = 0; i < 400; i++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            long result = program.insmod(ModuleJar.pack(Map.of("demo/Good.class", damaged)), "");
            // The constant that init returns may be among those that change.
            assertThat(result).as("round %d", i).isBetween(-4095L, 0L);
            if (result == 0) {
                String name = kernel.modules().list().getFirst().name();
                assertThat(program.rmmod(name, 01000)).isZero();
            }
        }
        assertThat(kernel.modules().list()).isEmpty();
    }

    @Test
    void aFileOfTheJarThatIsThereTwice() {
        byte[] good = goodClass();
        byte[] jar = ModuleJar.pack(Map.of("demo/Good.class", good, "demo/Gooe.class", good));
        byte[] twice = new String(jar, StandardCharsets.ISO_8859_1).replace("Gooe", "Good")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(twice, Errno.ENOEXEC, "the directory lists demo/Good.class twice");
    }

    @Test
    void aFileOfTheJarThatIsLargerThanItSays() {
        byte[] jar = GOOD.clone();
        int size = new String(jar, StandardCharsets.ISO_8859_1).indexOf("PK\1\2") + 24;
        jar[size] ^= 1;
        assertRefused(jar, Errno.ENOEXEC, "demo/Good.class has not the size that the directory says");
        jar[size + 3] = 0x7f;
        assertRefused(jar, Errno.ENOEXEC, "demo/Good.class takes it above 64 MiB");
    }

    @Test
    void classesThatAreNone() {
        assertRefused(pack("demo/Good.class", "text".getBytes(StandardCharsets.US_ASCII)), Errno.ENOEXEC,
                "demo/Good.class is no class file");
        byte[] good = goodClass();
        assertRefused(pack("demo/Bad.class", good), Errno.ENOEXEC, "demo/Bad.class holds the class demo/Good");
        byte[] later = good.clone();
        later[7] = 99;
        assertRefused(pack("demo/Good.class", later), Errno.ENOEXEC, "demo/Good.class is no class file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java/lang", "javax/net", "jdk/internal"})
    void aClassInAPackageOfJavas(String directory) {
        byte[] good = goodClass();
        byte[] moved = ModuleJar.rename(good, "demo/Good", directory + "/Good");
        assertRefused(pack(directory + "/Good.class", moved), Errno.ENOEXEC,
                directory + "/Good.class is in a package of Java's");
    }

    @Test
    void aClassOfTheKernels() {
        byte[] good = goodClass();
        String name = "org/jernel/kernel/Kernel";
        assertRefused(pack(name + ".class", ModuleJar.rename(good, "demo/Good", name)), Errno.ENOEXEC,
                "kernel: Invalid module: " + name + " is a class of the kernel");
    }

    @Test
    void noStartOrTwo() {
        assertRefused(new ModuleJar().source("None", "public final class None {}").build(), Errno.ENOEXEC,
                "Invalid module: no class implements KernelModule");
        byte[] two = new ModuleJar().source("Good", SOURCE).source("Other", SOURCE.replace("Good", "Other")).build();
        assertRefused(two, Errno.ENOEXEC, "Invalid module: demo/Good and demo/Other implement KernelModule");
        byte[] hidden = new ModuleJar().source("Good", SOURCE.replace("@Override public int", """
                private Good() {}
                @Override public int""")).build();
        assertRefused(hidden, Errno.ENOEXEC,
                "good: Invalid module: demo.Good has no public constructor without parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "../x", "this_name_is_longer_than_any_that_a_module_may_have_in_linux"})
    void aNameThatIsNone(String name) {
        String source = SOURCE.replace("license", "name = \"" + name + "\", license");
        if (name.isEmpty()) {
            assertThat(program.insmod(new ModuleJar().source("Good", source).build(), "")).isZero();
        } else {
            assertRefused(new ModuleJar().source("Good", source).build(), Errno.ENOEXEC,
                    "Invalid module: \"" + name + "\" is no name for one");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "return -Errno.ENODEV.number();, ENODEV",
        "throw Errno.ENOSPC.exception();, ENOSPC",
        "return Integer.MIN_VALUE;, EINVAL",
    })
    void anInitThatFailsTakesAllOfItBack(String end, Errno errno) {
        byte[] jar = rich("", end);
        List<String> before = kernel.traces();
        assertThat(program.insmod(jar, "")).isEqualTo(errno.negated());
        kernel.assertTraces(before);
    }

    @Test
    void anInitThatReturnsMoreThanZeroIsToldOf() {
        assertThat(program.insmod(rich("", "return 7;"), "")).isZero();
        assertThat(kernel.log())
                .contains("do_init_module: 'rich'->init suspiciously returned 7, it should follow 0/-E convention");
        assertThat(program.rmmod("rich")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "| throw new IllegalStateException(\"a bug\");",
        "| throw new StackOverflowError();",
        "static int zero; static int one = 1 / zero; | return 0;",
        "int zero; int one = 1 / zero; | return 0;",
        "public Rich() throws Exception { throw new Exception(); } | return 0;",
    })
    void aFaultInAModuleIsAnOopsThatLeavesNothing(String member, String end) {
        kernel.expectOopses(1);
        byte[] jar = rich(member == null ? "" : member, end);
        MenuSession.write(kernel.kernel(), "/rich.jar", jar);
        List<String> before = kernel.traces();
        assertThat(kernel.session("insmod /rich.jar", "echo $?", "cat /proc/sys/kernel/tainted", "quit"))
                .contains("\n139\n", "\n4224\n");
        assertThat(kernel.log()).anyMatch(line -> line.startsWith("Oops in ")).contains("Tainted: G           O      ");
        kernel.assertTraces(before);
        assertThat(program.insmod(rich("", "return 0;"), "")).isZero();
    }

    private static byte[] rich(String member, String end) {
        return new ModuleJar().source("Rich", RICH.formatted(member, end)).build();
    }

    private static byte[] pack(String name, byte[] bytes) {
        return ModuleJar.pack(Map.of(name, bytes));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
