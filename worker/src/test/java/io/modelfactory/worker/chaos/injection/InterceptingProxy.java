package io.modelfactory.worker.chaos.injection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Intercepts some calls of an interface that is too wide to be implemented by hand, such as those of JDBC and Kafka's
 * clients.
 */
final class InterceptingProxy {
    private InterceptingProxy() {}

    /** Intercepts each call. */
    interface Around {
        /** @param call goes on to the real object */
        @Nullable
        Object call(String method, @Nullable Object[] arguments, Callable<@Nullable Object> call) throws Exception;
    }

    static <T> T of(Class<T> type, T target, Around around) {
        Object proxy = Proxy.newProxyInstance(
                InterceptingProxy.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    return around.call(method.getName(), given, () -> invoke(target, method, given));
                });
        return type.cast(proxy);
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw thrown;
        }
    }
}
