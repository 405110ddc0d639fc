"""Small words by language: those that hold to the next word, and those that hold to the one before.

*Binds*: articles, prepositions, conjunctions, possessives; no line ends with them. *Clings*:
enclitics and postpositions; no line starts with them.
"""

from __future__ import annotations

#: Languages whose small words are those of another one.
SAME = {"bs": "hr", "cnr": "hr", "sh": "hr", "sr": "hr", "prs": "fa"}

#: By language: words that bind, words that cling.
SMALL_WORDS = {
    "ar": (
        "في من إلى الى على عن مع بين حتى منذ خلال بعد قبل تحت فوق عند لدى بدون و أو أم ثم لكن ولكن أن إن "
        "لأن إذا لو كي التي الذي الذين ما لا لم لن قد هل يا هذا هذه ذلك تلك كل غير هو هي كان كانت",
        "",
    ),
    "de": (
        "der die das den dem des ein eine einen einem einer eines kein keine keinen in im ins an am ans "
        "auf aus bei beim mit nach von vom zu zum zur für durch gegen ohne um über unter vor hinter neben "
        "zwischen seit bis und oder aber denn sondern dass weil wenn ob als wie mein meine meinen dein "
        "deine sein seine seinen ihr ihre ihren unser unsere euer dieser diese dieses diesen sehr nicht",
        "",
    ),
    "en": (
        "a an the of to in on at by for with from into onto about over under between through during "
        "before after against without within and or but nor so that which who whose because if when while "
        "as than my your his her its our their this these those no every is are was were am be will would "
        "can could should must very",
        "",
    ),
    "es": (
        "el la los las un una unos unas lo de del a al en con por para sin sobre entre desde hasta hacia "
        "y e o u pero ni que si como cuando donde porque quien cuyo mi mis tu tus su sus nuestro nuestra "
        "este esta estos estas ese esa no me te se le les nos muy",
        "",
    ),
    "fa": (
        "در از به با برای تا بر بی بین روی زیر و یا اما ولی که اگر چون این آن هر یک چند هیچ نه",
        "را ها های است بود",
    ),
    "fr": (
        "le la les un une des du de d' l' au aux à en dans sur sous par pour avec sans chez vers entre "
        "depuis et ou mais donc or ni car que qu' qui quand si comme dont où mon ma mes ton ta tes son sa "
        "ses notre nos votre vos leur leurs ce cet cette ces ne n' je j' tu il elle nous vous ils elles "
        "on se s' très",
        "",
    ),
    "hr": (
        "u na o po za od do iz sa s k ka kod pri pod nad pred među kroz bez prema preko oko između radi "
        "zbog i a ali ili te pa ni niti da što koji koja koje koju kojeg kojem kako kad kada ako jer dok "
        "nego već moj moja moje tvoj svoj svoju naš naša naše vaš ovaj ova ovo taj ta to onaj ona ne",
        "se je su sam si smo ste ću ćeš će ćemo ćete bi bih bismo li mi ti mu joj ga ih nas vas im",
    ),
    "it": (
        "il lo la i gli le un uno una un' l' di del dello della dei degli delle d' a al allo alla ai alle "
        "da dal dalla in nel nella con su sul sulla per tra fra e ed o ma né che se come quando dove "
        "perché mio mia tuo tua suo sua nostro nostra questo questa non mi ti si ci molto",
        "",
    ),
    "mk": (
        "и а но или дека што кој која кое кои кога како ако бидејќи во на за од до со без под над пред по "
        "при кон меѓу преку околу да не ќе се мојот мојата овој оваа тој таа",
        "",
    ),
    "ps": (
        "په د له تر پر ته او یا خو چې که دا دغه هر یو نه",
        "ته کې سره یې دی ده",
    ),
    "pt": (
        "o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem sobre "
        "entre até desde e ou mas nem que se como quando onde porque quem meu minha seu sua nosso nossa "
        "este esta esse essa não muito à ao",
        "",
    ),
    "ru": (
        "и а но или что чтобы как когда если потому в во на за от до с со без под над перед по при к ко "
        "между через около у о об из для мой моя мои твой свой наш ваш этот эта это тот та не ни",
        "же ли бы",
    ),
    "sl": (
        "v na o po za od do iz z s k h pri pod nad pred med skozi brez proti čez in a ampak ali ter pa "
        "niti da ki kako ko kadar če ker moj moja svoj naš ta to ne",
        "se je so sem si smo ste bo bi mi ti mu ji ga jih",
    ),
    "sq": (
        "e i të së një në me nga për mbi nën te tek pa ndër midis prej deri dhe ose por që kur si nëse "
        "sepse se do mos nuk s' u më im ime yt yte ky kjo ai ajo",
        "",
    ),
    "tr": (
        "ve veya ya ama fakat çünkü ki bir bu şu o her hiç çok en",
        "için ile kadar gibi göre da de mi mı mu mü",
    ),
    "uk": (
        "і й та а але або що щоб як коли якщо бо у в на за від до з із без під над перед по при між через "
        "про для мій моя твій свій наш цей ця це той та не ні",
        "ж же чи би б",
    ),
    "ur": (
        "اور یا لیکن مگر کہ اگر جب یہ وہ ایک ہر نہ کوئی جو",
        "کا کی کے کو سے میں پر نے تک ہے ہیں تھا تھی تھے",
    ),
}
