package org.jernel.test.module;

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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes);
                Stream<Path> walk = Files.walk(classes)) {
            for (Path file : walk.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
                put(jar, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(jar, file.getKey(), file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
