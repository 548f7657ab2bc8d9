package dev.vellamo.vat.guide;

import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Failure;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Revocable;
import dev.vellamo.vat.Revoker;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.Timers;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The code of the guide in README.md, between its markers. */
public final class GuideVats {

    private GuideVats() {}

    // guide: vat
    public static final class Main implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root(vat);
        }

        public static final class Root implements Remotable {
            private final VatContext vat;

            Root(VatContext vat) {
                this.vat = vat;
            }

            public Promise<String> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
                vat.logger().info("{} vats, {} services", vats.size(), services.size());
                return vats.get("shop").send("greet", "world").as(String.class);
            }
        }
    }
    // end

    // guide: values
    public record Order(String item, int count, Ref buyer) {}

    public static final class Shop implements Remotable {
        private final List<Order> orders = new ArrayList<>();

        public String greet(String name) {
            return "hello " + name;
        }

        public int order(Order order) {
            if (order.count() < 1) {
                throw new VatException("BAD_COUNT", "cannot sell " + order.count() + " of " + order.item());
            }
            orders.add(order);
            order.buyer().sendOnly("sold", order.item());
            return orders.size();
        }

        public List<Order> orders() {
            return orders;
        }
    }
    // end

    // guide: view
    public interface ShopView {
        Promise<Integer> order(Order order);

        Promise<List<Order>> orders();

        default CompletionStage<Integer> count() {
            return orders().thenApply(List::size);
        }
    }

    static CompletionStage<Integer> orderTwice(Ref shop, Ref buyer) {
        ShopView view = shop.as(ShopView.class);
        return view.order(new Order("tea", 1, buyer))
                .thenCompose(first -> view.order(new Order("milk", first, buyer)))
                .thenCompose(second -> view.count());
    }
    // end

    // guide: promises
    public static final class Desk implements Remotable {
        private final Deferred<String> opened;
        private final Timers timers;

        Desk(VatContext vat) {
            this.opened = vat.deferred();
            this.timers = vat.timers();
            timers.after(Duration.ofSeconds(5), this, "open", "late");
        }

        public Promise<String> whenOpen() {
            return opened.promise();
        }

        public void open(String how) {
            opened.resolve(how);
        }

        public CompletionStage<String> borrow(Ref library, String title) {
            Promise<Object> book = library.send("find", title);
            book.send("reserve", "desk");
            return book.send("title")
                    .as(String.class)
                    .thenApply(found -> "reserved " + found)
                    .exceptionally(failure -> "not there");
        }
    }
    // end

    // guide: baggage
    public static final class Till implements Vat {
        @Override
        public Object root(VatContext vat) {
            if (!vat.baggage().has("total")) {
                vat.baggage().init("total", 0);
            }
            return new Drawer(vat.baggage());
        }

        static final class Drawer implements Remotable {
            private final Baggage baggage;

            Drawer(Baggage baggage) {
                this.baggage = baggage;
            }

            public int sell(int price, Ref buyer) {
                int total = baggage.get("total", int.class) + price;
                baggage.set("total", total);
                baggage.put("last buyer", buyer);
                return total;
            }
        }
    }
    // end

    // guide: durable
    public record Account(String owner, long cents) {}

    public static final class Purse implements Remotable {
        private final Durable<Account> account;

        Purse(Durable<Account> account) {
            this.account = account;
        }

        public long deposit(long cents) {
            Account old = account.get();
            account.set(new Account(old.owner(), old.cents() + cents));
            return old.cents() + cents;
        }
    }

    public static final class Bank implements Vat, Remotable {
        private Kind<Account, Purse> purses;

        @Override
        public Object root(VatContext vat) {
            purses = vat.kind("purse", Account.class, Purse::new);
            return this;
        }

        public Purse open(String owner) {
            return purses.create(new Account(owner, 0));
        }
    }
    // end

    // guide: watch
    public static final class Waiter implements Remotable {
        private final VatContext vat;

        Waiter(VatContext vat) {
            this.vat = vat;
        }

        public void order(Ref kitchen, String dish) {
            vat.watch(kitchen.send("cook", dish), this, "served", dish);
        }

        public void served(String plate, Failure failure, String dish) {
            vat.logger().info("{}: {}", dish, failure == null ? plate : failure.message());
        }
    }
    // end

    // guide: revocable
    public static final class Archive implements Remotable {
        private final VatContext vat;

        Archive(VatContext vat) {
            this.vat = vat;
        }

        public Ref lend(String reader) {
            Revocable lent = vat.revocable(this);
            vat.baggage().put("lent to " + reader, lent.revoker());
            return lent.ref();
        }

        public void takeBack(String reader) {
            vat.baggage().get("lent to " + reader, Revoker.class).revoke();
        }
    }
    // end

    // guide: streams
    public static final class Library implements Remotable {
        private final Map<String, List<String>> books = new HashMap<>();

        public CompletionStage<Void> put(String title, StreamHandle pages) {
            List<String> book = new ArrayList<>();
            return pages.forEach(page -> book.add(new String(page, StandardCharsets.UTF_8)))
                    .thenRun(() -> books.put(title, book))
                    .thenRun(pages::close);
        }

        public CompletionStage<Void> read(String title, StreamHandle reader) {
            Iterator<String> pages = books.getOrDefault(title, List.of()).iterator();
            return writeOn(pages, reader).thenRun(reader::close);
        }

        private CompletionStage<Void> writeOn(Iterator<String> pages, StreamHandle reader) {
            CompletionStage<Void> written = reader.write(pages.hasNext() ? pages.next() : "no such book");
            while (reader.isWritable() && pages.hasNext()) {
                written = reader.write(pages.next());
            }
            return pages.hasNext() ? written.thenCompose(done -> writeOn(pages, reader)) : written;
        }
    }

    static CompletionStage<Void> copy(Ref library, String title, Ref to) {
        StreamHandle from = library.open("read", title);
        from.close();
        StreamHandle copy = to.open("put", title);
        return from.forEachAsync(copy::write).whenComplete((done, failure) -> {
            if (failure == null) {
                copy.close();
            } else {
                copy.fail("NOT_COPIED", failure.getMessage());
            }
        });
    }
    // end

    // guide: upgrade
    public record AccountInEuro(String owner, double euro) {}

    public static final class EuroPurse implements Remotable {
        private final Durable<AccountInEuro> account;

        EuroPurse(Durable<AccountInEuro> account) {
            this.account = account;
        }

        public double balance() {
            return account.get().euro();
        }
    }

    public static final class EuroBank implements Vat, Remotable {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public void upgrade(VatContext vat, int from) {
            vat.migrate("purse", Account.class, old -> new AccountInEuro(old.owner(), old.cents() / 100.0));
        }

        @Override
        public Object root(VatContext vat) {
            vat.kind("purse", AccountInEuro.class, EuroPurse::new);
            return this;
        }
    }
    // end
}
