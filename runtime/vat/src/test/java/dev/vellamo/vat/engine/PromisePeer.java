package dev.vellamo.vat.engine;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps deferreds by name, answers with promises, and remembers what it was told. */
public final class PromisePeer implements Vat {
    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private final VatContext vat;
        private final Map<String, Deferred<Object>> deferreds = new HashMap<>();
        private final List<String> log = new ArrayList<>();

        Root(VatContext vat) {
            this.vat = vat;
        }

        public String log() {
            return String.join(" ", log);
        }

        public Root self() {
            return this;
        }

        public void note(String text) {
            log.add(text);
        }

        /** A promise that {@link #settle} ends. */
        public Promise<Object> later(String name) {
            return deferreds.computeIfAbsent(name, key -> vat.deferred()).promise();
        }

        public void settle(String name, @Nullable Object value) {
            deferred(name).resolve(value);
        }

        public void settleSelf(String name) {
            deferred(name).resolve(this);
        }

        public void fail(String name, String reason) {
            deferred(name).reject(new VatException("REASON", reason));
        }

        private Deferred<Object> deferred(String name) {
            later(name);
            var found = deferreds.get(name);
            if (found == null) {
                throw new IllegalStateException(name);
            }
            return found;
        }

        /** Three levels of messages to results that are not there yet. */
        public void pipeline(Ref other) {
            var first = other.send("later", "x");
            var second = first.send("self");
            second.send("note", "one");
            second.ref().sendOnly("note", "two");
            second.send("self").send("note", "deep");
            second.send("note", "three");
            other.send("note", "before");
            other.send("settleSelf", "x");
        }

        public Promise<String> pipeTo(Ref other, String name) {
            return other.send("later", name).send("note", "piped").as(String.class);
        }

        /** Ends as the promise that came in an argument. */
        public Promise<Object> await(Promise<Object> promise) {
            return promise;
        }

        public CompletionStage<Integer> awaitLength(Promise<String> promise) {
            return promise.thenApply(String::length);
        }

        public CompletionStage<Object> passOn(Ref other, String method) {
            var mine = vat.<Object>deferred();
            var result = other.send(method, mine.promise().thenApply(v -> v + "!"));
            mine.resolve("derived");
            return result;
        }

        public CompletionStage<Object> passSettled(Ref other) {
            var mine = vat.<Object>deferred();
            mine.resolve("settled");
            return other.send("await", mine.promise());
        }

        /** Two promises, each of which resolves to a list that contains the other. */
        public CompletionStage<Integer> containers(Ref other) {
            var one = vat.<Object>deferred();
            var two = vat.<Object>deferred();
            one.resolve(List.of(two.promise()));
            two.resolve(List.of(one.promise()));
            return other.send("size", one.promise()).as(Integer.class);
        }

        public CompletionStage<Integer> containersLater(Ref other) {
            var one = vat.<Object>deferred();
            var two = vat.<Object>deferred();
            var size = other.send("size", one.promise()).as(Integer.class);
            return other.send("self").thenCompose(ignored -> {
                one.resolve(List.of(two.promise()));
                two.resolve(List.of(one.promise()));
                return size;
            });
        }

        public CompletionStage<Integer> size(Promise<List<Object>> list) {
            return list.thenApply(List::size);
        }

        public CompletionStage<Object> localCycle() {
            var one = vat.<Object>deferred();
            var two = vat.<Object>deferred();
            one.resolve(two.promise());
            two.resolve(one.promise());
            return one.promise();
        }

        /** Keeps a promise that ends as the result of this very call. */
        public Promise<Object> keepAndReturn(Promise<Object> mine) {
            return mine;
        }

        public Promise<Object> selfReferring(Ref other) {
            var mine = vat.<Object>deferred();
            var result = other.send("keepAndReturn", mine.promise());
            mine.resolve(result);
            return result;
        }

        public CompletionStage<String> chain(int length) {
            var links = new ArrayList<Deferred<Object>>();
            for (var i = 0; i <= length; i++) {
                links.add(vat.deferred());
            }
            for (var i = 0; i < length; i++) {
                links.get(i).resolve(links.get(i + 1).promise());
            }
            links.get(length).resolve("end");
            return links.get(0).promise().as(String.class);
        }

        public CompletionStage<Object> settledChain(Ref other, int length) {
            Promise<Object> last = vat.<Object>deferred().promise();
            for (var i = 0; i < length; i++) {
                var next = vat.<Object>deferred();
                next.resolve(List.of(last));
                last = next.promise();
            }
            return other.send("size", last);
        }

        public CompletionStage<Integer> steps(Ref other, int number, int left) {
            return left == 0
                    ? other.send("self").thenApply(ignored -> number)
                    : other.send("steps", this, number + 1, left - 1).as(Integer.class);
        }

        public Promise<Object> forge(Ref other, String name) {
            var promise = other.send("later", name);
            promise.toCompletableFuture().complete("forged");
            return other.send("await", promise);
        }

        /** Gives up waiting; the promise comes back all the same. */
        public CompletionStage<Object> giveUp(Ref other, String name) {
            var promise = other.send("later", name);
            var passed = other.send("handBack", this, promise);
            promise.toCompletableFuture().complete("gave up");
            return passed;
        }

        public CompletionStage<Object> handBack(Ref other, Promise<Object> promise) {
            return other.send("await", promise);
        }

        public String resolveTwice(String name) {
            deferred(name).resolve("first");
            deferred(name).resolve("second");
            deferred(name).reject(new IllegalStateException("third"));
            return "fine";
        }

        public String join(Ref other) {
            return other.send("self").as(String.class).toCompletableFuture().join();
        }

        public CompletionStage<Integer> badResult(Ref other) {
            return other.send("log").as(Integer.class).thenApply(n -> n + 1);
        }

        public CompletionStage<String> asyncJobs() {
            var mine = vat.<String>deferred();
            mine.resolve("a");
            var result = mine.promise().thenApplyAsync(text -> text + log.size());
            log.add("first");
            return result;
        }
    }
}
