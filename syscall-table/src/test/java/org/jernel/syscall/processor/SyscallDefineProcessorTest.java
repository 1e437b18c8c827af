package org.jernel.syscall.processor;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import org.jernel.syscall.Support;
import org.jernel.syscall.SyscallDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class SyscallDefineProcessorTest {

    private static final String PREAMBLE = "package demo; import org.jernel.syscall.*;";

    @Test
    void expandsAsThePreprocessorWould() {
        Compilation compilation = Compilation.of("demo/Sockets.java", """
                package demo;

                import org.jernel.syscall.CType;
                import org.jernel.syscall.Partial;
                import org.jernel.syscall.SyscallDefine0;
                import org.jernel.syscall.SyscallDefine3;

                final class Sockets {

                    @SyscallDefine3("bind")
                    long bind(int fd, @CType("struct  sockaddr __user *") long upeerAddr, int addrlen) {
                        return 0;
                    }

                    @SyscallDefine0("sync")
                    @Partial("says \\"done\\" at once")
                    void sync() {}
                }
                """);

        assertThat(compilation.complaints()).isEmpty();
        assertThat(compilation.generated("demo.SocketsDefinitions")).isEqualTo("""
                package demo;

                import java.util.List;
                import javax.annotation.processing.Generated;
                import org.jernel.syscall.Support;
                import org.jernel.syscall.SyscallDefinition;
                import org.jernel.syscall.SyscallMetadata;

                /** The system calls of {@link Sockets}, as {@code gcc -E} would show them. */
                @Generated("org.jernel.syscall.processor.SyscallDefineProcessor")
                final class SocketsDefinitions {

                    // SYSCALL_DEFINE3(bind, int, fd, struct sockaddr __user *, upeer_addr, int, addrlen)

                    private static final SyscallMetadata __syscall_meta__bind = new SyscallMetadata(
                            "bind", 3, List.of("int", "struct sockaddr __user *", "int"), \
                List.of("fd", "upeer_addr", "addrlen"));

                    private static long __se_sys_bind(\
                Sockets __self, long a0, long a1, long a2, long a3, long a4, long a5) {
                        return __do_sys_bind(__self,
                                (int) a0, /* int fd */
                                a1, /* struct sockaddr __user *upeer_addr */
                                (int) a2 /* int addrlen */);
                    }

                    private static long __do_sys_bind(Sockets __self, int fd, long upeerAddr, int addrlen) {
                        return __self.bind(fd, upeerAddr, addrlen);
                    }

                    // SYSCALL_DEFINE0(sync)

                    private static final SyscallMetadata __syscall_meta__sync = new SyscallMetadata(
                            "sync", 0, List.of(), List.of());

                    private static long __se_sys_sync(\
                Sockets __self, long a0, long a1, long a2, long a3, long a4, long a5) {
                        return __do_sys_sync(__self);
                    }

                    private static long __do_sys_sync(Sockets __self) {
                        __self.sync();
                        return 0;
                    }

                    private SocketsDefinitions() {}

                    /** One definition for each SyscallDefine method. */
                    static List<SyscallDefinition> of(Sockets __self) {
                        return List.of(
                                new SyscallDefinition(
                                        __syscall_meta__bind,
                                        (a0, a1, a2, a3, a4, a5) -> __se_sys_bind(__self, a0, a1, a2, a3, a4, a5),
                                        Support.FULL,
                                        "Sockets.bind"),
                                new SyscallDefinition(
                                        __syscall_meta__sync,
                                        (a0, a1, a2, a3, a4, a5) -> __se_sys_sync(__self, a0, a1, a2, a3, a4, a5),
                                        Support.partial("says \\"done\\" at once"),
                                        "Sockets.sync"));
                    }
                }
                """);
    }

    @Test
    void metadataAndSupportComeFromTheDeclaration() throws Exception {
        List<SyscallDefinition> definitions = definitions("Files", """
                public final class Files {
                    @SyscallDefine3("read") public long anyName(@CType("unsigned int") int fd,
                        @CType("char __user *") long buf, @CType("size_t") long count) { return count; }
                    @SyscallDefine1("close") @Partial("no flush") public int close(@CType("unsigned int") int fd) {
                        return -9; }
                }
                """);

        assertThat(definitions).extracting(SyscallDefinition::name).containsExactly("read", "close");
        SyscallDefinition read = definitions.getFirst();
        assertThat(read.metadata().nbArgs()).isEqualTo(3);
        assertThat(read.metadata().types()).containsExactly("unsigned int", "char __user *", "size_t");
        assertThat(read.metadata().args()).containsExactly("fd", "buf", "count");
        assertThat(read.support()).isEqualTo(Support.FULL);
        assertThat(read.origin()).isEqualTo("Files.anyName");
        assertThat(definitions.getLast().support()).isEqualTo(Support.partial("no flush"));
        assertThat(definitions.getLast().stub().call(0, 0, 0, 0, 0, 0)).isEqualTo(-9);
    }

    static Stream<Arguments> casts() {
        long garbage = 0xdead_beef_8000_0001L;
        return Stream.of(
                Arguments.of("int", "int", garbage, 0xffff_ffff_8000_0001L),
                Arguments.of("int", "pid_t", garbage, 0xffff_ffff_8000_0001L),
                Arguments.of("int", "unsigned int", garbage, 0xffff_ffff_8000_0001L),
                Arguments.of("long", "unsigned int", garbage, 0x8000_0001L),
                Arguments.of("long", "uid_t", -1L, 0xffff_ffffL),
                Arguments.of("int", "umode_t", 0xffff_ffff_ffff_81a4L, 0x81a4L),
                Arguments.of("int", "short", 0x1_8000L, -0x8000L),
                Arguments.of("long", "long", garbage, garbage),
                Arguments.of("long", "unsigned long", garbage, garbage),
                Arguments.of("long", "size_t", -1L, -1L),
                Arguments.of("long", "loff_t", garbage, garbage),
                Arguments.of("long", "char __user *", garbage, garbage),
                Arguments.of("long", "const char __user *const __user *", garbage, garbage),
                Arguments.of("long", "struct iovec __user *", garbage, garbage),
                Arguments.of("long", "const void*", garbage, garbage),
                Arguments.of("long", "__sighandler_t", garbage, garbage));
    }

    @ParameterizedTest(name = "{1} as Java {0}")
    @MethodSource("casts")
    void stubCastsAsTheCTypeDemands(String java, String cType, long register, long argument) throws Exception {
        List<SyscallDefinition> definitions = definitions("Cast", """
                public final class Cast {
                    @SyscallDefine1("cast") public long cast(@CType("%s") %s value) { return value; }
                }
                """.formatted(cType, java));

        assertThat(definitions.getFirst().stub().call(register, 0, 0, 0, 0, 0)).isEqualTo(argument);
    }

    @Test
    void sixArgumentsArriveInOrder() throws Exception {
        List<SyscallDefinition> definitions = definitions("Six", """
                public final class Six {
                    @SyscallDefine6("six") public long six(long a, long b, long c, long d, long e, long f) {
                        return a * 100000 + b * 10000 + c * 1000 + d * 100 + e * 10 + f;
                    }
                }
                """);

        assertThat(definitions.getFirst().stub().call(1, 2, 3, 4, 5, 6)).isEqualTo(123456);
    }

    @Test
    void nestedClassGetsItsOuterName() throws Exception {
        Compilation compilation = Compilation.of("demo/Outer.java", PREAMBLE + """
                public final class Outer {
                    static final class Inner { @SyscallDefine0("getpid") int getpid() { return 7; } }
                }
                """);

        assertThat(compilation.complaints()).isEmpty();
        assertThat(compilation.generated("demo.Outer_InnerDefinitions"))
                .contains("\nfinal class Outer_InnerDefinitions {", "of(Outer.Inner __self)", "\"Outer.Inner.getpid\"");
    }

    @Test
    void publicClassGetsPublicDefinitions() {
        Compilation compilation = Compilation.of("demo/Open.java", PREAMBLE + """
                public class Open { @SyscallDefine0("getpid") int getpid() { return 7; } }
                """);

        assertThat(compilation.complaints()).isEmpty();
        assertThat(compilation.generated("demo.OpenDefinitions"))
                .contains("\npublic final class OpenDefinitions {", "    public static List<SyscallDefinition> of(");
    }

    @Test
    void classInTheUnnamedPackageIsExpandedThere() throws Exception {
        Compilation compilation = Compilation.of("Bare.java", """
                class Bare { @org.jernel.syscall.SyscallDefine0("getpid") int getpid() { return 7; } }
                """);

        assertThat(compilation.complaints()).isEmpty();
        assertThat(compilation.generated("BareDefinitions")).startsWith("import java.util.List;");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        "@SyscallDefine3(\"socket\")\nlong socket(int a, int b) { return 0; }",
                        "3: @SyscallDefine3(\"socket\") takes 3 arguments, but socket has 2"),
                fault(
                        "\n\n@Deprecated\n@SyscallDefine1(\"close\")\nlong close() { return 0; }",
                        "6: @SyscallDefine1(\"close\") takes 1 argument, but close has 0"),
                fault(
                        "@SyscallDefine2(\"a\") long a(int one,\nString two) { return 0; }",
                        "4: a system call takes int and long, but two is java.lang.String"),
                fault(
                        "@SyscallDefine1(\"a\") long a(boolean b) { return 0; }",
                        "3: a system call takes int and long, but b is boolean"),
                fault(
                        "@SyscallDefine1(\"a\") long a(long... b) { return 0; }",
                        "3: a system call takes int and long, but b is long[]"),
                fault(
                        "@SyscallDefine2(\"a\") long a(int one,\n@CType(\"foo_t\")\nlong two) { return 0; }",
                        "4: \"foo_t\" is not a C type that a system call can take"),
                fault(
                        "@SyscallDefine1(\"a\") long a(@CType(\"struct timespec\") long b) { return 0; }",
                        "3: \"struct timespec\" is not a C type that a system call can take"),
                fault(
                        "@SyscallDefine1(\"a\") long a(@CType(\"\") long b) { return 0; }",
                        "3: \"\" is not a C type that a system call can take"),
                fault(
                        "@SyscallDefine1(\"a\") long a(@CType(\"x */ evil *\") long b) { return 0; }",
                        "3: \"x */ evil *\" is not a C type that a system call can take"),
                fault(
                        "@SyscallDefine1(\"a\") long a(@CType(\"char __user *\") int b) { return 0; }",
                        "3: \"char __user *\" is 64 bits wide and needs a Java long, but b is int"),
                fault(
                        "@SyscallDefine1(\"a\") long a(@CType(\"int\") long b) { return 0; }",
                        "3: \"int\" is 32 bits wide and needs a Java int, but b is long"),
                fault(
                        "@SyscallDefine1(\"a\") long a(@CType(\"umode_t\") long b) { return 0; }",
                        "3: \"umode_t\" is 16 bits wide and needs a Java int, but b is long"),
                fault(
                        "@SyscallDefine0(\"a\")\nprivate long a() { return 0; }",
                        "4: the stub of a cannot call it: it is private"),
                fault(
                        "@SyscallDefine0(\"a\")\nstatic long a() { return 0; }",
                        "4: a is static, but a system call belongs to one kernel"),
                fault(
                        "@SyscallDefine0(\"a\") <T> long a() { return 0; }",
                        "3: a must not have type parameters"),
                fault(
                        "@SyscallDefine0(\"a\")\nString a() { return \"\"; }",
                        "4: a system call returns long, int or void, not java.lang.String"),
                fault(
                        "@SyscallDefine0(\"a\")\nlong a() throws java.io.IOException { return 0; }",
                        "4: a system call must not throw the checked java.io.IOException"),
                fault("@SyscallDefine0(\"\") long a() { return 0; }", "3: \"\" is not a C identifier"),
                fault("@SyscallDefine0(\"3com\") long a() { return 0; }", "3: \"3com\" is not a C identifier"),
                fault("@SyscallDefine0(\"a-b\") long a() { return 0; }", "3: \"a-b\" is not a C identifier"),
                fault(
                        "@SyscallDefine0(\"a\") long a() { return 0; }\n@SyscallDefine0(\"a\")\nlong b() { return 0; }",
                        "4: system call \"a\" is defined already by demo.Bad.a"),
                fault(
                        "@SyscallDefine0(\"a\")\n@SyscallDefine1(\"b\") long a() { return 0; }",
                        "4: a defines one system call already"),
                fault(
                        "@SyscallDefine0(\"a\")\n@Partial(\" \") long a() { return 0; }",
                        "4: @Partial must say what is missing"),
                fault("@Partial(\"x\")\nlong a() { return 0; }", "4: the method has no SyscallDefine annotation"),
                fault(
                        "long a(@CType(\"int\")\nint b) { return 0; }",
                        "4: the method has no SyscallDefine annotation"),
                fault(
                        "private static final class Hidden {\n@SyscallDefine0(\"a\")\nlong a() { return 0; } }",
                        "5: the stub of a cannot reach it in the private Hidden"),
                fault(
                        "static final class Box<T> {\n@SyscallDefine0(\"a\")\nlong a() { return 0; } }",
                        "5: a system call cannot be defined in the generic Box"));
    }

    private static Arguments fault(String body, String complaint) {
        return Arguments.of(body, complaint);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("faults")
    void compilerNamesTheOffendingLine(String body, String complaint) {
        Compilation compilation =
                Compilation.of("demo/Bad.java", PREAMBLE + "\nfinal class Bad {\n" + body + "\n}\n");

        assertThat(compilation.complaints()).containsExactly(complaint);
    }

    @Test
    void allFaultsOfAClassComeAtOnce() {
        Compilation compilation = Compilation.of("demo/Bad.java", PREAMBLE + """

                final class Bad {
                    @SyscallDefine0("a") String a() { return ""; }
                    @SyscallDefine1("good") long good(int fd) { return 0; }
                    @SyscallDefine2("b") long b(int fd, @CType("nope") long p) { return 0; }
                }
                """);

        assertThat(compilation.complaints())
                .containsExactly(
                        "3: a system call returns long, int or void, not java.lang.String",
                        "5: \"nope\" is not a C type that a system call can take");
    }

    private static List<SyscallDefinition> definitions(String className, String source) throws Exception {
        Compilation compilation = Compilation.of("demo/" + className + ".java", PREAMBLE + source);
        assertThat(compilation.complaints()).isEmpty();
        Class<?> definitions = compilation.load("demo." + className + "Definitions");
        Class<?> handlers = definitions.getClassLoader().loadClass("demo." + className);
        Method of = definitions.getMethod("of", handlers);
        Object self = handlers.getConstructor().newInstance();
        return ((List<?>) of.invoke(null, self)).stream().map(SyscallDefinition.class::cast).toList();
    }
}
