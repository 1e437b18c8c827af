package org.jernel.test.module;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.jernel.syscall.processor.SyscallDefineProcessor;

/** Builds a module's jar from source, as its author's own build does: the compiler with the annotation processor. */
final class ModuleJar {

    private final List<JavaFileObject> sources = new ArrayList<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<Path> classPath = new ArrayList<>();

    /** Adds a class of package {@code demo}, with the imports that modules need. */
    ModuleJar source(String name, String body) {
        String text = """
                package demo;

                import java.util.*;
                import org.jernel.kernel.module.*;
                import org.jernel.kernel.symbol.*;
                import org.jernel.kernel.task.*;
                import org.jernel.syscall.*;

                """ + body;
        sources.add(
                new SimpleJavaFileObject(URI.create("string:///demo/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                });
        return this;
    }

    /** Adds any other file. */
    ModuleJar file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Compiles against another module's jar as well. */
    ModuleJar against(byte[] jar) {
        try {
            Path file = Files.createTempFile("module", ".jar");
            file.toFile().deleteOnExit();
            classPath.add(Files.write(file, jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] build() {
        try {
            Path classes = Files.createTempDirectory("module");
            try {
                compile(classes);
                return jar(classes);
            } finally {
                delete(classes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter out = new StringWriter();
        String path =
                Stream.concat(Stream.of(System.getProperty("java.class.path")), classPath.stream().map(Path::toString))
                        .reduce((one, other) -> one + java.io.File.pathSeparator + other)
                        .orElseThrow();
        JavaCompiler.CompilationTask task = compiler.getTask(
                out, null, null, List.of("-d", classes.toString(), "-cp", path, "-proc:full"), null, sources);
        task.setProcessors(List.of(new SyscallDefineProcessor()));
        if (!task.call()) {
            throw new IllegalArgumentException(out.toString());
        }
    }

    private byte[] jar(Path classes) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (Stream<Path> walk = Files.walk(classes)) {
            for (Path file : walk.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
                all.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        all.putAll(files);
        return pack(all);
    }

    /** Makes a jar of these files. */
    static byte[] pack(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                jar.putNextEntry(new JarEntry(file.getKey()));
                jar.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The files of a jar. */
    static Map<String, byte[]> unpack(byte[] jar) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** The class under another name, which the constant pool has in its own place. */
    static byte[] rename(byte[] type, String from, String to) {
        return new String(type, StandardCharsets.ISO_8859_1)
                .replace(utf8(from), utf8(to))
                .replace(utf8("L" + from + ";"), utf8("L" + to + ";"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String text) {
        return "\1\0" + (char) text.length() + text;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
