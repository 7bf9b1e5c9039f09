// The column of people: who you can be, their last message, unread badges; groups below.

import { $, avatar, clock, element, summary } from "/page/api.js";

export const nameOf = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

export function renderPeople(model) {
  const list = $("#people");
  const rows = [...model.people.values()].map((person, index) => personRow(person, model, index + 2));
  if (model.groups.length) {
    rows.push(element("h3", { textContent: "Группы" }), ...model.groups.map((group) => groupRow(group, model)));
  }
  list.replaceChildren(...rows);
  const total = [...model.people.values()].reduce((sum, person) => sum + person.unread, 0);
  const elsewhere = total - (model.person && !model.group ? model.people.get(model.person)?.unread ?? 0 : 0);
  document.title = total ? `(${total}) Песочница` : "Песочница";
  $("#back-badge").hidden = !elsewhere;
  $("#back-badge").textContent = elsewhere;
}

function personRow(person, model, colour) {
  const current = model.person === person.id && !model.group;
  const last = person.last;
  const mine = last && last.from.id === person.id ? "Вы: " : "";
  const badge = person.unread ? element("span", { class: "unread-badge", textContent: person.unread }) : null;
  const second = person.blocked
    ? element("span", { class: "preview blocked", textContent: "Бот заблокирован" })
    : element("span", { class: "preview", textContent: last ? mine + summary(last) : "Ещё не писали боту" });
  return element("button",
    { class: "person", type: "button", "data-person": person.id, "aria-current": String(current) },
    avatar(colour, nameOf(person)),
    element("span", { class: "lines" },
      element("span", { class: "line" },
        element("span", { class: "name", textContent: nameOf(person) }),
        element("span", { class: "time", textContent: last ? clock(last.date) : "" })),
      person.note ? element("span", { class: "line" }, element("span", { class: "note", textContent: person.note })) : null,
      element("span", { class: "line" }, second, badge)));
}

function groupRow(group, model) {
  const words = `${group.members.length} уч.${group.is_forum ? " · темы" : ""}`;
  const last = group.last && !group.last.migrate_from_chat_id ? group.last : null;
  const badge = group.unread ? element("span", { class: "unread-badge", textContent: group.unread }) : null;
  return element("button",
    { class: "person", type: "button", "data-group": group.id, "aria-current": String(model.group?.id === group.id) },
    avatar(group.id, group.title),
    element("span", { class: "lines" },
      element("span", { class: "line" },
        element("span", { class: "name", textContent: group.title }),
        element("span", { class: "time", textContent: last ? clock(last.date) : "" })),
      element("span", { class: "line" }, element("span", { class: "note", textContent: words })),
      element("span", { class: "line" },
        element("span", { class: "preview", textContent: last ? `${last.from.first_name}: ${summary(last)}` : "" }), badge)));
}
