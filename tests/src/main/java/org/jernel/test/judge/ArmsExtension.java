package org.jernel.test.judge;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a scenario once on every arm that the class path provides, the host first. */
final class ArmsExtension implements TestTemplateInvocationContextProvider {

    static final Namespace NAMESPACE = Namespace.create(ArmsExtension.class);

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), ConformanceTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return ServiceLoader.load(ArmProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(ArmProvider::arm))
                .map(provider -> new OnArm(provider, exception(context.getRequiredTestMethod(), provider.arm())));
    }

    private static Optional<NotOn> exception(Method scenario, Arm arm) {
        return AnnotationSupport.findRepeatableAnnotations(scenario, NotOn.class).stream()
                .filter(notOn -> notOn.arm() == arm)
                .findFirst();
    }

    private record OnArm(ArmProvider provider, Optional<NotOn> exception) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return provider.arm().toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new ArmRun(provider, exception));
        }
    }
}
